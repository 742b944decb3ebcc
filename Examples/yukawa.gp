# The screened Poisson equation: particles die on their way. The source says where.

pde screened(m = 1) {
  omega  = -i*sqrt(k^2 + m^2)
  source = -m^2*phi
}
check screened(m = 2)
G = green(screened, dim = 2)
G(r = 1, t = 1)
growth(G, r = [0.1, 1, 10], t = 1)       # deaths are more frequent far out
mass(G, t = 2)                           # e^(-m t)

# The same density with deaths at one rate everywhere: another flow to the same data.
H = green(yukawa_uniform, dim = 2)
H(r = 1, t = 1) - G(r = 1, t = 1)
velocity(G, r = 1, t = 1)
velocity(H, r = 1, t = 1)

# A wrong source is refused with the reason.
pde leaky { omega = -i*sqrt(k^2 + 1) }
check leaky
