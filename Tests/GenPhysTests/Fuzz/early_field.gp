vector_field(poisson, data = two_moons(n = 20), t = 1e-300)
