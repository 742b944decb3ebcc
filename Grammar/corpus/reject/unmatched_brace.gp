# expect: GP0109
x = 3
}
