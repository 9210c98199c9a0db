# Derivatives of high order as formulas. What they are at a point is compared with mpmath's Taylor series at 400 digits.
# Tests src/pass/orders.c.

$ printf '{"command":"diff","wrt":["x"],"order":%d,"expr":"%s"}\n' 18 'exp(sin(x))' 40 'exp(sin(x))' 9 'x^2*exp(sin(x))' 7 'sqrt(x + 1)*exp(x/2)' 8 'exp(x^2 + x)*log(x)' 9 'exp(-x - x^2)*sin(x)' 6 '(x^2 + 3*x)*log(x^2 + 3*x)' 9 'atan(x/3)/x' 7 'x^5/3 - 2*x^3' 4 'x*gamma(x)' 6 'sin(a*x)*exp(-b*x)' 6 'cbrt(x)*sin(pi*x)' 4 'abs(x)*exp(x)' 4 'x^a*exp(x)' 8 'sqrt(x^3 - x + 1)' 5 '(x*log(x) - x)^3' | \
    dcalc run - | sed -E 's|.*"symbolic":"(.*)"\}|{"command":"eval","expr":"\1","at":{"x":"1/2","a":"3/4","b":"5/4"},"digits":17}|' | \
    dcalc run - | grep -oE '"value":[^,}]*'
"value":-3418715269.5942393
"value":1.0422048584558098e31
"value":3396.2849306878529
"value":2.9703216819753342
"value":-1164777.5767726774
"value":-7271.0092861000666
"value":2111.7829475813649
"value":-0.54178509969332389
"value":0
"value":3.4714886170709170
"value":-1.3901521797801479
"value":-795.53120491229193
"value":7.4192457181505767
"value":1.5317742701350935
"value":61078.933519618758
"value":116.77185066445081

# A formula that hardly grows has any order: here 2^20000*sin(sqrt(2)*x).
$ dcalc diff 'sin(sqrt(2)*x)' --order 40000 | sed -E 's/^([0-9]{20})[0-9]{5981}([0-9]{20})/\1...\2/'
39802768403379665923...34892321663406309376*sin(sqrt(2)*x)
