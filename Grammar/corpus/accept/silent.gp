x = 1;
y = 2; z = 3;
plot(x) ; plot(y)
plot(z);   # quietly
