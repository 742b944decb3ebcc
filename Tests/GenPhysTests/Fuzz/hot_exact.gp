sample(poisson, data = two_moons(n = 20), n = 5, temperature = 1e308)
