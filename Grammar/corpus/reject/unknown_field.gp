# expect: GP0121 GP0121
pde p {
  omga = -i*k
  sauce = 3
}
