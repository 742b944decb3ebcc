M = train(diffusion, two_moons(n = 50), steps = 3, width = 8);
sample(M, n = 5, solver = "sde", churn = 1e300)
