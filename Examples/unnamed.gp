# A process nobody has named: part Levy flight, part diffusion. No Swift was written for it.

pde mixed { omega = -i*(k^1.3 + 0.2*k^2) }
check mixed

# No closed form is known; the kernel comes with its error, in 2 dimensions and in 3072.
G = green(mixed, dim = 2)
G(r = 1, t = 1)
G(r = 100, t = 1)
log_density(green(mixed, dim = 3072), r = 30, t = 1)

# Train on it and sample.
moons = two_moons(n = 4000, noise = 0.05, seed = 1)
model = train(mixed, moons, steps = 500, width = 96, seed = 1)
xs = sample(model, n = 1000, seed = 2)
score(xs, moons)
