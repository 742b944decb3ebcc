# Diffusion: the heat equation as a generative model.
# Every plane wave decays at the rate k^2; nothing is born and nothing dies.

pde heat { omega = -i*k^2 }
check heat

# Its Green's function is a Gaussian that widens as sqrt(2 t).
G = green(heat, dim = 2)
G(r = 1, t = 0.5)
velocity(G, r = 1, t = 0.5)              # r/2t: the score, but for its sign

# The field of a data set needs no network: follow it from noise back to data.
rings = circles(n = 500, noise = 0.02, seed = 1)
xs = sample(heat, data = rings, n = 500, seed = 2)
score(xs, rings)
