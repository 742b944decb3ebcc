# expect: GP0108
pde yukawa(m = 1) {
  omega = -i*sqrt(k^2 + m^2
  source = -m^2*phi
}
x = 1
