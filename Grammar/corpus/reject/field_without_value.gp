# expect: GP0111
pde p {
  omega -i*k
}
