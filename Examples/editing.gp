# Likelihood, editing and robustness of a small model.
moons = two_moons(n = 1000, noise = 0.05, seed = 1)
model = train(poisson, moons, steps = 300, width = 64, checkpoint = "out/moons.safetensors")

# ln p inside, between and far outside the moons, in nats.
log_likelihood(model, [[0, 1], [0.5, 0.25], [3, 3]])

# From one moon to the other through noise, and samples with less noise to begin with.
way = interpolate(model, [-1, 0], [2, 0.3], n = 12)
cold = sample(model, n = 300, temperature = 0.7, seed = 2)
plot(moons, way)

# How much does it bear?
loud = sweep(model, moons, "noise", [0, 0.1, 0.3, 1], n = 500, seeds = 1)
loud
save("out/noise.svg", plot(loud))
sweep(model, moons, "bits", [3, 4, 6, 8], n = 500, seeds = 1)

# A model in a file stands alone.
again = load("out/moons.safetensors")
score(sample(again, n = 500, seed = 3), moons)
