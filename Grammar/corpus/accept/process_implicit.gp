pde dissipative(eps = 0.1, c = 1) {
  omega^2 + 2i*eps*omega = c^2*k^2
}
