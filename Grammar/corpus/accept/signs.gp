-x
+x
--x
±k
a ± b
a - -b
a*-b
a +/- b
