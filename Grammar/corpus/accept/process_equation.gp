pde yukawa(m) {
  equation dtt(phi) + lap(phi) - m^2*phi = 0
}
