# expect: GP0102
save("moons.png, plot(xs))
y = 2
