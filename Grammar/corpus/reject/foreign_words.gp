# expect: GP0104 GP0104 GP0104
let x = 3
def f(x)
import numpy
