# expect: GP0108
plot(xs, moons
