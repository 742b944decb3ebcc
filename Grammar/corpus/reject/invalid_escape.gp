# expect: GP0103 GP0103
load("C:\data")
"\u{110000}"
