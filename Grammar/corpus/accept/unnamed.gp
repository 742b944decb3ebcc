pde unnamed(a = 1.3, c = 0.2) {
  omega = -i*(k^a + c*k^2)   # a process that nobody has named
}
model = train(unnamed(a = 1.5), load("points.csv"), steps = 3000)
