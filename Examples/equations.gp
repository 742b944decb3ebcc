# Processes declared by their equation: what is the density, what flows, and does it qualify?

# %% The screened Poisson equation. GenPhys derives dispersion, density, flux and source.
pde screened(m = 1) { equation dtt(phi) + lap(phi) - m^2*phi = 0 }
show(screened)

# %% The other sign of the mass term: the Helmholtz equation, whose long waves do not decay.
pde waveguide(k0 = 1) { equation dtt(phi) + lap(phi) + k0^2*phi = 0 }
check waveguide

# %% A pseudo-parabolic equation: the time derivative acts on a Laplacian as well.
pde seepage { equation dt(phi) - dt(lap(phi)) = lap(phi) }
check seepage, details = true

# %% Damped waves on a line, by a relation in omega; a wave that forgets as it goes.
pde string(eps = 1, c = 2) { omega^2 + 2i*eps*omega = c^2*k^2 }
check string
G = green(string, dim = 1)
G(r = 0.5, t = 1)

# %% What fails can often be mended: Schrodinger's equation becomes diffusion.
pde free { equation i*dt(phi) = -lap(phi) }
check free
green(wick(free), dim = 2)(r = 1, t = 1) - green(diffusion, dim = 2)(r = 1, t = 1)
