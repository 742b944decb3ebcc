pde w {
  equation
    dtt(phi) =
    lap(phi)
}
