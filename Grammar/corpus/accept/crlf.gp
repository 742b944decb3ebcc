x = 1
y = f(
  2)
pde p {
  omega = -i*k
}
