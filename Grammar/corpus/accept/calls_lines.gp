f(
  x,
  n =
    3,
)
plot(xs,
     moons)
