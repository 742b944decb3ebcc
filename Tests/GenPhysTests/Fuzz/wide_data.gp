train(poisson, data([[1e300, 0], [-1e300, 1], [0, 1e300]]), steps = 3, width = 8)
