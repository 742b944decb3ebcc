# expect: GP0104
save(“a.png”)
