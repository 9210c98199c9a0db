# Certified numbers where balls end and intervals go on; the values are mpmath's.
# Tests src/eval/balls.c, src/number/kept_tape.c, src/number/digits.c.

# One formula at points that balls reach, and at others: above and below their range, too large for their
# sines, on an edge.
$ printf '{"command":"eval","expr":"exp(x)","at":{"x":%s}}\n' 276 278 -278 -276 | dcalc run - | sed 's/.*"value"://'
7.33292098439479e119}
5.418336452271886e120}
1.8455849111782345e-121}
1.3637130444035917e-120}

$ printf '{"command":"eval","expr":"sin(x)","at":{"x":%s}}\n' 1e9 1048575 1048577 0 | dcalc run - | sed 's/.*"value"://'
0.5458434494486996}
-0.6156211730587509}
0.9727535843134413}
0}

$ printf '{"command":"eval","expr":"floor(x*10)","at":{"x":%s}}\n' 0.3 0.29999999999999999 0.31 | dcalc run - | sed 's/.*"value"://'
3}
2}
3}

$ dcalc eval '3*x^4' --at x=1e-100
3.0000000000000000e-400

$ dcalc eval 'sqrt(x^3)' --at x=1e100
1e150

# The last number of digits that balls are asked for, and the next.
$ dcalc eval 'sinh(x)*cos(2)' --at x=0.1 -n 24
-0.0416840761479665032636935

$ dcalc eval 'sinh(x)*cos(2)' --at x=0.1 -n 25
-0.04168407614796650326369345

# Half the last digit: the first try cannot tell, exact numbers can.
$ dcalc eval 'x/8' --at x=1 -n 2
0.12

$ dcalc eval 'x + 2^-53' --at x=1
1

$ dcalc eval 'x + 3*2^-53' --at x=1
1.0000000000000004
