# The processes every session knows. Each is three lines at most: how plane waves exp(i(k x - omega t))
# evolve, and the source R = a*phi + b*p of births and deaths; or the equation itself.

# The heat equation: diffusion models.
pde diffusion { omega = -i*k^2 }

# The Laplace equation in x and t: Poisson flow generative models (PFGM).
pde poisson { omega = -i*k }

# PFGM++: Poisson flow with D augmented dimensions; t is the radius there.
pde pfgmpp(D = 128) { omega = -i*k*besselk(D/2 - 1, k*t)/besselk(D/2, k*t) }

# The screened Poisson equation; particles die where the potential is.
pde yukawa(m = 1) {
  omega = -i*sqrt(k^2 + m^2)
  source = -m^2*phi
}

# The same density, with deaths at one rate everywhere.
pde yukawa_uniform(m = 1) {
  omega = -i*sqrt(k^2 + m^2)
  source = -m*p
}

# Levy flights: stable laws of index alpha.
pde fractional(alpha = 1.5) { omega = -i*k^alpha }

# Free relativistic particles in imaginary time.
pde relativistic(m = 1) { omega = -i*(sqrt(k^2 + m^2) - m) }

# Variance gamma.
pde variance_gamma { omega = -i*log(1 + k^2) }

# Not s-generative: the density turns negative.
pde hyperdiffusion { omega = -i*k^4 }

# Not s-generative: nothing is smoothed.
pde wave { equation dtt(phi) = lap(phi) }
pde klein_gordon(m = 1) { equation dtt(phi) = lap(phi) - m^2*phi }
pde schrodinger { omega = k^2 }
pde helmholtz(k0 = 1) {
  omega = -i*sqrt(k^2 - k0^2)
  source = k0^2*phi
}

# The telegraph equation: s-generative on a line only.
pde dissipative_wave(eps = 1) { equation dtt(phi) + 2*eps*dt(phi) = lap(phi) }
