# expect: GP0104
save('moons.png')
