# A tour of GenPhys. Run it with: genphys run tour.gp

# %% Declare: a process is its dispersion relation and its source
pde screened(m = 1) {
  omega  = -i*sqrt(k^2 + m^2)            # a plane wave decays at the rate sqrt(k^2 + m^2)
  source = -m^2*phi                      # where the potential is, particles die
}
pde mixed { omega = -i*(k^1.3 + 0.2*k^2) }

# %% Judge: which equations are generative models?
check screened
check mixed
check helmholtz
check hyperdiffusion
save("out/helmholtz.png", plot(dispersion(helmholtz), title = "Helmholtz"))

# %% Derive: Green's functions with error bars, in any dimension
G = green(mixed, dim = 2)
G(r = 1, t = 1)
log_density(green(mixed, dim = 3072), r = 30, t = 1)
save("out/green.png", plot(G, t = [0.1, 1, 10], title = "part Levy flight, part diffusion"))

# %% Train and sample: two moons by a process nobody has named
moons = two_moons(n = 4000, noise = 0.05, seed = 1)
model = train(mixed, moons, steps = 1500, seed = 1)
xs = sample(model, n = 2000, solver = "heun", steps = 18, seed = 2)
score(xs, moons)
save("out/moons.png", plot(moons, xs, title = "two moons"))
ys = sample(poisson, data = moons, n = 60, seed = 3, trajectory = true)
save("out/rays.png", trajectories(ys, title = "Poisson flow"))
save("out/flow.gif", animate(ys, moons, title = "Poisson flow"))

# %% Real data: handwritten digits, 64 dimensions
digits = load("data/digits.csv", label = "label")
painter = train(diffusion, digits, steps = 1500, batch = 256, width = 384, seed = 1)
new = sample(painter, n = 64, seed = 2)
score(new, digits)
save("out/digits.png", images(new, range = [0, 16], title = "digits that nobody wrote"))
