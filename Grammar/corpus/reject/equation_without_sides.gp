# expect: GP0111
pde p {
  equation dt(phi) - lap(phi)
}
