# expect: GP0108
plot([1, 2)
