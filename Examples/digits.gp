# Handwritten digits, 8 x 8 pixels (64 dimensions), by diffusion.
digits = load("data/digits.csv", label = "label")
model = train(diffusion, digits, steps = 1200, batch = 256, width = 384, seed = 1)
xs = sample(model, n = 64, seed = 2)
save("out/digits-data.png", images(digits, title = "data"))
save("out/digits-samples.png", images(xs, range = [0, 16], title = "samples"))
score(sample(model, n = 800, seed = 3), digits)
