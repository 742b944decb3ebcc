train(poisson, data([[1e-300, 0], [-1e-300, 1e-310], [0, 1e-300]]), steps = 3, width = 8)
