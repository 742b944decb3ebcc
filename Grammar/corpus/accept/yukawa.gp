# The screened Poisson equation as a generative model.
pde yukawa(m = 1) {
  omega  = -i*sqrt(k^2 + m^2)
  source = -m^2*phi
}
check yukawa(m = 2)
