M = train(poisson, two_moons(n = 50), steps = 3, width = 8);
vector_field(M, data = data([0, -1, 3]))
