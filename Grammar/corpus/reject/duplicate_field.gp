# expect: GP0123
pde p {
  omega = k
  ω = -k
}
