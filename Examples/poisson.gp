# Poisson flow (PFGM): data are charges in the plane t = 0, and particles follow the field lines of
# the Laplace equation in x and t. The decay rate is k: a heavy-tailed kernel with straight rays.

check poisson
G = green(poisson, dim = 2)
G(r = 1, t = 1)
velocity(G, r = [1, 2, 3], t = 1)        # r/t

# Any dimension: N = 3072 needs logarithms, and has them.
log_density(green(poisson, dim = 3072), r = 20, t = 0.5)

# PFGM++ adds D dimensions; D = 1 is Poisson, large D approaches diffusion.
green(pfgmpp(D = 1), dim = 2)(r = 1, t = 1) - G(r = 1, t = 1)

gaussians = eight_gaussians(n = 800, noise = 0.05, seed = 1)
xs = sample(poisson, data = gaussians, n = 500, solver = "dopri5", seed = 2)
score(xs, gaussians)
