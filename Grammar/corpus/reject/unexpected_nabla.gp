# expect: GP0101
∇φ
