f(r) = r*exp(-r/0.2)
g(r, s) = r*s
h(r, s = 2) = r^s
nothing() = 1
ω(k) = k^2
