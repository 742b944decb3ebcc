# expect: GP0105
plot(a), title = "b"
