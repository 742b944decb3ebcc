# expect: GP0104 GP0104 GP0104
y = [1, 2] .* 2
z = y ./ y .^ 2
