sample(poisson, data = two_moons(n = 20), n = 1e12)
