# expect: GP0104 GP0104
PDE diffusion {
  omega = -i*k^2
}
process yukawa(m = 1)
{
  omega = -i*sqrt(k^2 + m^2)
  source = -m^2*phi
}
