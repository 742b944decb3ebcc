# expect: GP0108
# %% one
x = f(1
# %% two
y = 2
