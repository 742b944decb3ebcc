order = 1
nothing = 2
andy = 3
pdes = 4
trueish = 5
equations = order
