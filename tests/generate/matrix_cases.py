#!/usr/bin/python3
"""Models as people write them: values and gradients of some two hundred programs on matrices.

Truth as in matrices.py and linear.py: the program's own forward computation in NumPy on mpmath
numbers, and five-point difference quotients of it, one entry of the variable at a time. Where a
gradient is known by heart (Petersen and Pedersen, The Matrix Cookbook, 2012) it is given too, as a
formula, and must agree. The data are decimals from a linear congruential generator.
Writes tests/data/matrixcases.tsv; run again with

    /usr/bin/python3 tests/generate/matrix_cases.py         (Debian: python3-mpmath python3-numpy)
"""

import numpy
from mpmath import mp, mpf

import linear
import matrices
from matrices import Arrays, array, as_value, entries, nested
from truth import compile_program, run, write_table

DIGITS = 120

# A line is: program | names and sizes | variables [| gradient by heart]. A name without a size is
# a number; "+" after the sizes makes a matrix symmetric and positive definite, ">" entries positive.
CASES = """
# quadratic forms
x @ C @ x | C:3,3 x:3 | x C | (C + C.T) @ x
x @ S @ x/2 - b @ x | S:3,3+ x:3 b:3 | x S b
(A @ x - b) @ (A @ x - b) | A:3,2 x:2 b:3 | x A b | 2*A.T @ (A @ x - b)
norm(A @ x - b)^2 | A:4,3 x:3 b:4 | A | 2*outer(A @ x - b, x)
norm(A @ x - b) | A:4,2 x:2 b:4 | x A
exp(-x @ S @ x) | S:2,2+ x:2 | x S
(x - m) @ inv(S) @ (x - m) | x:3 m:3 S:3,3+ | x m S
(x - m) @ solve(S, x - m)/2 | x:2 m:2 S:2,2+ | m S
x @ S @ x/(x @ x) | S:4,4+ x:4 | x
sqrt(x @ S @ x) | S:3,3+ x:3 | x
sum((X @ S)*X) | X:3,2 S:2,2+ | X S
trace(X.T @ S @ X) | X:3,2 S:3,3+ | X | (S + S.T) @ X
x @ y*(x @ S @ y) | x:2 y:2 S:2,2+ | x y
(A @ x + b) @ C @ (B @ x + c) | A:2,2 B:3,2 C:2,3 x:2 b:2 c:3 | x | A.T @ C @ (B @ x + c) + B.T @ C.T @ (A @ x + b)
log(1 + x @ S @ x) | S:3,3+ x:3 | x S
x.T @ C @ x | C:2,2 x:2,1 | x C
# least squares
mean((X @ w - t)^2) | X:5,3 w:3 t:5 | w | 2*X.T @ (X @ w - t)/5
mean((X @ w + b - t)^2) | X:4,2 w:2 b t:4 | w b
sum((X @ w - t)^2) + l*(w @ w) | X:4,3 w:3 t:4 l | w l
sum(u*(X @ w - t)^2)/sum(u) | X:4,2 w:2 t:4 u:4> | w u
mean((X @ W + b - T)^2) | X:4,3 W:3,2 b:2 T:4,2 | W b
r = X @ w - t; mean(where(abs(r) < 1, r^2/2, abs(r) - 1/2)) | X:6,2 w:2 t:6 | w
r = X @ w - t; sum(sqrt(r^2 + 1e-2)) | X:5,2 w:2 t:5 | w
w = solve(X.T @ X, X.T @ t); norm(X @ w - t)^2 | X:4,2 t:4 | X t
w = solve(X.T @ X + l*eye(3), X.T @ t); w @ w | X:4,3 t:4 l | l t
P = concat(ones(5, 1), x, axis=1); Q = concat(P, x^2, axis=1); mean((Q @ w - t)^2) | x:5,1 w:3 t:5 | w x
mean((X @ w - t)^2) + l*norm(w, 1) | X:5,3 w:3 t:5 l | w
r = X @ w - t; sum(max(q*r, (q - 1)*r)) | X:5,2 w:2 t:5 q | w
H = X @ inv(X.T @ X) @ X.T; t @ H @ t | X:4,2 t:4 | X t
mean(log(cosh(X @ w - t))) | X:5,2 w:2 t:5 | w
# logistic losses
mean(softplus(X @ w) - t*(X @ w)) | X:5,3 w:3 t:5 | w | X.T @ (expit(X @ w) - t)/5
p = expit(X @ w + b); -mean(t*log(p) + (1 - t)*log(1 - p)) | X:4,2 w:2 b t:4 | w b
mean(softplus(-t*(X @ w))) + l*(w @ w)/2 | X:5,2 w:2 t:5 l | w l
p = expit(X @ w); -sum(p*log(p)) | X:3,2 w:2 | w X
p = expit(X @ w); -sum(t*(1 - p)^2*log(p)) | X:3,2 w:2 t:3> | w
sum(relu(1 - t*(X @ w))) + w @ w/2 | X:5,2 w:2 t:5 | w
z = X @ w; sum(exp(-t*z)) | X:4,2 w:2 t:4 | w
p = expit(X @ w); sum((p - t)^2*p*(1 - p)) | X:4,2 w:2 t:4 | w
sum(log1p(exp(X @ W))*T) | X:3,2 W:2,2 T:3,2 | W
# softmax losses
-sum(T*log_softmax(X @ W, axis=1))/4 | X:4,3 W:3,3 T:4,3 | W
-mean(sum(T*log_softmax(X @ W + b, axis=1), axis=1)) | X:3,2 W:2,4 b:4 T:3,4 | W b
-log_softmax(W @ x + b)[1] | W:3,2 x:2 b:3 | W x b
logsumexp(W @ x) - (W @ x)[0] | W:4,2 x:2 | W x
mean(logsumexp(X @ W, axis=1) - sum(X @ W*T, axis=1)) | X:4,2 W:2,3 T:4,3 | W X
P = softmax(X @ W/s, axis=1); sum(T*P) | X:3,2 W:2,3 T:3,3 s | W s
p = softmax(x); p @ log(p) | x:4 | x
p = softmax(x); q = softmax(y); sum(p*(log(p) - log(q))) | x:3 y:3 | x y
S = softmax(X, axis=0); sum(S^2) | X:3,3 | X
T1 = (1 - 1/10)*T + 1/10/3; -sum(T1*log_softmax(X @ W, axis=1)) | X:3,2 W:2,3 T:3,3 | W
# networks of one to four layers
y = tanh(W @ x + b); (y - t) @ (y - t) | W:2,3 x:3 b:2 t:2 | W b x
sum((expit(W @ x) - t)^2) | W:2,2 x:2 t:2 | W
h = tanh(W1 @ x + b1); (w2 @ h + b2 - t)^2 | W1:3,2 x:2 b1:3 w2:3 b2 t | W1 b1 w2 b2
h = relu(W1 @ x + b1); y = W2 @ h; sum((y - t)^2) | W1:4,3 x:3 b1:4 W2:2,4 t:2 | W1 b1 W2
h = gelu(W1 @ x); log_softmax(W2 @ h)[0] | W1:3,2 x:2 W2:3,3 | W1 W2
h = silu(W1 @ x + b1); g = silu(W2 @ h + b2); (W3 @ g - t) @ (W3 @ g - t) | W1:3,2 x:2 b1:3 W2:2,3 b2:2 W3:1,2 t:1 | W1 b1 W2 b2 W3
h = softplus(W1 @ x); g = elu(W2 @ h); f = leaky_relu(W3 @ g); w4 @ f | W1:2,2 x:2 W2:3,2 W3:2,3 w4:2 | W1 W2 W3 w4
L(a, W) = tanh(W @ a); y = L(L(L(L(x, W1), W2), W3), W4); y @ y | x:2 W1:3,2 W2:3,3 W3:2,3 W4:2,2 | W1 W2 W3 W4
h = sin(W1 @ x); g = cos(W2 @ h); g @ t | W1:3,2 x:2 W2:2,3 t:2 | W1 W2 x
h = erf(W1 @ x); sum(h^3) | W1:3,3 x:3 | W1 x
z = tanh(W.T @ x); q = tanh(U.T @ z); y = V.T @ q; (y - t)^2 | W:2,2 U:2,2 V:2,1 x:2,1 t:1,1 | W U V
u = expit(w1*x); z = expit(w2*u); (w3*z - t)^2 | w1 w2 w3 x t | w1 w2 w3
h = x + tanh(W1 @ x); g = h + tanh(W2 @ h); g @ g | W1:3,3 W2:3,3 x:3 | W1 W2 x
h = relu(W1 @ x); g = concat(x, h); (w @ g)^2 | W1:2,2 x:2 w:4 | W1 w x
# batches with bias
H = tanh(X @ W1 + b1); mean((H @ W2 + b2 - T)^2) | X:4,2 W1:2,3 b1:3 W2:3,1 b2:1 T:4,1 | W1 b1 W2 b2
H = relu(X @ W1 + b1); -sum(T*log_softmax(H @ W2 + b2, axis=1))/5 | X:5,2 W1:2,3 b1:3 W2:3,2 b2:2 T:5,2 | W1 b1 W2 b2
H = expit(X @ W1 + b1); G = expit(H @ W2 + b2); mean((G @ W3 + b3 - T)^2) | X:3,2 W1:2,2 b1:2 W2:2,2 b2:2 W3:2,1 b3:1 T:3,1 | W1 b1 W2 b2 W3 b3
f(a, W, b) = gelu(a @ W + b); mean(f(f(X, W1, b1), W2, b2)^2) | X:3,2 W1:2,3 b1:3 W2:3,2 b2:2 | W1 b1 W2 b2 X
H = silu(X @ W1 + b1); mean(logsumexp(H @ W2, axis=1)) + l*(sum(W1^2) + sum(W2^2)) | X:3,2 W1:2,2 b1:2 W2:2,3 l | W1 b1 W2 l
H = X + relu(X @ W1 + b1) @ W2 + b2; mean((H - T)^2) | X:3,2 W1:2,4 b1:4 W2:4,2 b2:2 T:3,2 | W1 b1 W2 b2
mean((X*w + b - T)^2) | X:3,4 w:4 b:4 T:3,4 | w b
mean((c*X + r - T)^2) | X:3,2 c:3,1 r:1,2 T:3,2 | c r
# inverses, determinants, systems
logdet(S) - trace(S @ T) | S:3,3+ T:3,3+ | S | inv(S).T - T.T
logdet(A.T @ A) | A:4,2 | A | 2*A @ inv(A.T @ A)
logdet(S + s*eye(3)) | S:3,3+ s> | S s
logdet(eye(2) + A @ A.T/s) | A:2,3 s> | A s
log(abs(det(C))) | C:3,3 | C | inv(C).T
det(C)^2 | C:3,3 | C | 2*det(C)^2*inv(C).T
det(A @ C @ B) | A:2,3 C:3,3 B:3,2 | C
det(C)^3 | C:2,2 | C | 3*det(C)^3*inv(C).T
trace(inv(C)) | C:3,3 | C | -(inv(C) @ inv(C)).T
a @ inv(C) @ b | C:3,3 a:3 b:3 | C a | -outer(inv(C).T @ a, inv(C) @ b)
trace(A @ inv(C) @ B) | A:2,3 C:3,3 B:3,2 | C | -(inv(C) @ B @ A @ inv(C)).T
norm(inv(C)) | C:2,2 | C
solve(C, b) @ a | C:4,4 a:4 b:4 | C b
x = solve(S, b); norm(S @ x - b)^2 + x @ x | S:3,3+ b:3 | b
sum(solve(C, B)^2) | C:3,3 B:3,2 | C B
logdet(diag(x) + outer(y, y)) | x:3> y:3 | x y
sum(inv(S + diag(x))*T) | S:2,2+ x:2> T:2,2 | x S
b @ inv(S) @ b/logdet(S + 2*eye(2)) | S:2,2+ b:2 | S b
Y = inv(C); Y = Y @ (2*eye(2) - C @ Y/2); sum(Y) | C:2,2 | C
# attention
S = softmax(Q @ K.T/sqrt(2), axis=1); sum((S @ V)*T) | Q:2,2 K:3,2 V:3,2 T:2,2 | Q K V
Q = X @ A; K = X @ B; V = X @ C; S = softmax(Q @ K.T, axis=1); sum((S @ V)^2) | X:3,2 A:2,2 B:2,2 C:2,2 | A B C X
M = [[1,0,0],[1,1,0],[1,1,1]]; S = softmax(where(M > 0, Q @ K.T, -1000), axis=1); sum((S @ V)*T) | Q:3,2 K:3,2 V:3,2 T:3,2 | Q K V
sum(softmax(X[:,0:2] @ Y[:,0:2].T, axis=1) @ Y[:,0:2]) + sum((softmax(X[:,2:4] @ Y[:,2:4].T, axis=1) @ Y[:,2:4])^2) | X:2,4 Y:3,4 | X Y
a = softmax(K @ q/s); norm(a @ V)^2 | K:3,2 q:2 V:3,2 s> | K q V s
a = softmax(tanh(K @ W + q) @ v); (a @ K) @ t | K:3,2 W:2,2 q:2 v:2 t:2 | W q v K
S = softmax(Q @ K.T + P, axis=1); mean((S @ V - T)^2) | Q:2,2 K:2,2 V:2,2 P:2,2 T:2,2 | P Q
# normalisation
m = mean(X, axis=1, keepdims=1); v = mean((X - m)^2, axis=1, keepdims=1); sum(((X - m)/sqrt(v + 1e-5)*g + b)*T) | X:2,4 g:4 b:4 T:2,4 | X g b
m = mean(X, axis=0); v = mean((X - m)^2, axis=0); mean(((X - m)/sqrt(v + 1e-3)*g + b - T)^2) | X:4,2 g:2 b:2 T:4,2 | X g b
sum(X/sqrt(mean(X^2, axis=1, keepdims=1) + 1e-6)*g) | X:2,3 g:3 | X g
sum(X/norm(X, axis=1, keepdims=1)*T) | X:3,2 T:3,2 | X
x/norm(x) @ t | x:4 t:4 | x | (t - x*(x @ t)/(x @ x))/norm(x)
G = reshape(X, 4, 2); m = mean(G, axis=1, keepdims=1); N = reshape(G - m, 2, 4); sum(N^2*T) | X:2,4 T:2,4 | X
x1 = (x - mean(x))/sqrt(mean((x - mean(x))^2)); x1 @ t | x:5 t:5 | x
W1 = W/norm(W, axis=1, keepdims=1)*g; sum((W1 @ x)^2) | W:3,2 g:3,1 x:2 | W g
# recurrent cells
h1 = tanh(W @ x + U @ h + b); h1 @ h1 | W:2,3 x:3 U:2,2 h:2 b:2 | W U b h x
z = W @ x + U @ h + b; i = expit(z[0:2]); f = expit(z[2:4]); o = expit(z[4:6]); g = tanh(z[6:8]); c1 = f*c + i*g; h1 = o*tanh(c1); h1 @ t + sum(c1) | W:8,2 x:2 U:8,2 h:2 b:8 c:2 t:2 | W U b h c
z = expit(A @ x + B @ h); r = expit(C @ x + D @ h); n = tanh(E @ x + F @ (r*h)); h1 = (1 - z)*n + z*h; sum(h1^2) | A:2,2 B:2,2 C:2,2 D:2,2 E:2,2 F:2,2 x:2 h:2 | A B C D E F h
h = tanh(W @ X[0] + U @ h); h = tanh(W @ X[1] + U @ h); h = tanh(W @ X[2] + U @ h); h @ v | W:2,2 X:3,2 U:2,2 h:2 v:2 | W U v X
f(a, x) = tanh(W @ x + U @ a); h = f(f(f(f(h, X[0]), X[1]), X[2]), X[3]); (h @ v - t)^2 | W:2,1 X:4,1 U:2,2 h:2 v:2 t | W U v
h = relu(u*h + w*x[0]); h = relu(u*h + w*x[1]); h = relu(u*h + w*x[2]); h = relu(u*h + w*x[3]); (h - t)^2 | u> h> w> x:4> t | u w
y = W @ tanh(U @ h); p = softmax(y); h = tanh(U @ h + V @ p); -log_softmax(W @ h)[0] | W:2,2 U:2,2 V:2,2 h:2 | W U V
# convolution as slices
y = w[0]*x[:-2] + w[1]*x[1:-1] + w[2]*x[2:]; y @ y | x:6 w:3 | x w
y = tanh(w[0]*x[0:4] + w[1]*x[1:5] + b); sum(y^2) | x:5 w:2 b | x w b
y = w[0]*x[0:-2:2] + w[1]*x[1:-1:2]; y @ t | x:8 w:2 t:3 | x w
y = w[0]*x[:-4] + w[1]*x[2:-2] + w[2]*x[4:]; sum(relu(y)) | x:8 w:3 | x w
Y = K[0,0]*X[:-1,:-1] + K[0,1]*X[:-1,1:] + K[1,0]*X[1:,:-1] + K[1,1]*X[1:,1:]; sum(Y^2) | X:4,4 K:2,2 | X K
Y = relu(K[0,0]*X[:-1,:-1] + K[0,1]*X[:-1,1:] + K[1,0]*X[1:,:-1] + K[1,1]*X[1:,1:] + b); P = max(max(Y[0::2,0::2], Y[0::2,1::2]), max(Y[1::2,0::2], Y[1::2,1::2])); sum(P*T) | X:5,5 K:2,2 b T:2,2 | K b X
P = (X[0::2,0::2] + X[0::2,1::2] + X[1::2,0::2] + X[1::2,1::2])/4; sum(P^3) | X:4,4 | X
P = max(x[0::2], x[1::2]); P @ t | x:8 t:4 | x
D = x[1:] - x[:-1]; sum(sqrt(D^2 + 1e-3)) | x:6 | x
L = 4*X[1:-1,1:-1] - X[:-2,1:-1] - X[2:,1:-1] - X[1:-1,:-2] - X[1:-1,2:]; sum(L^2) | X:4,4 | X
y = concat(x[1:], x[:1]) - 2*x + concat(x[-1:], x[:-1]); y @ y | x:5 | x
y = w[0]*x + w[1]*x[::-1]; sum(exp(y)) | x:4 w:2 | x w
# Gaussian likelihood
sum(log(s) + (x - m)^2/(2*s^2)) + 5*log(2*pi)/2 | x:5 m s> | m s
logdet(S)/2 + (x - m) @ inv(S) @ (x - m)/2 + 3/2*log(2*pi) | x:3 m:3 S:3,3+ | m S | solve(S, m - x)
D = X - m; 4*logdet(S)/2 + sum((D @ inv(S))*D)/2 | X:4,2 m:2 S:2,2+ | m S
S = L @ L.T; logdet(S)/2 + x @ solve(S, x)/2 | L:3,3 x:3 | L x
S = diag(exp(a)); logdet(S) + x @ solve(S, x) | a:3 x:3 | a x
K = v*exp(-(x - x.T)^2/(2*l^2)) + s*eye(4); t @ solve(K, t)/2 + logdet(K)/2 | x:4,1 t:4 v> l> s> | v l s t
-sum(logsumexp(log(p) - (x - m)^2/(2*s^2) - log(s), axis=1)) | x:5,1 p:2> m:2 s:2> | p m s
(trace(inv(T) @ S) + (n - m) @ inv(T) @ (n - m) - 2 + logdet(T) - logdet(S))/2 | S:2,2+ T:2,2+ m:2 n:2 | S T m
sum((exp(2*a) + m^2 - 1)/2 - a) | a:3 m:3 | a m
mean((X @ W - T)^2/s^2 + log(s^2)) | X:4,2 W:2,2 T:4,2 s:2> | W s
-(n - 3)/2*logdet(S) + trace(inv(T) @ S)/2 | S:2,2+ T:2,2+ n> | S T
sum(lgamma(a + x) - lgamma(a) + a*log(p) + x*log(1 - p)) | a> x:4> p=0.35 | a p
# factorisation
sum((X - U @ V.T)^2) | X:3,4 U:3,2 V:4,2 | U V | 2*(U @ V.T - X) @ V
sum((X - U @ V.T)^2) + l*(sum(U^2) + sum(V^2)) | X:3,3 U:3,1 V:3,1 l | U V l
sum(where(M > 0, X - U @ V.T, 0)^2) | X:3,3 U:3,2 V:3,2 M:3,3 | U V
sum((X - softplus(U) @ softplus(V))^2) | X:3,3 U:3,2 V:2,3 | U V
sum((S - U @ U.T)^2)/4 | S:3,3+ U:3,2 | U | (U @ U.T - S) @ U
P = softplus(U @ V.T); sum(P - X*log(P)) | X:3,2> U:3,1 V:2,1 | U V
mean((c + r + U @ V.T - X)^2) | X:3,3 c:3,1 r:1,3 U:3,1 V:3,1 | c r U
-trace(U.T @ S @ U)/trace(U.T @ U) | S:3,3+ U:3,2 | U
norm(x - kron(A, B) @ y)^2 | A:2,2 B:2,1 y:2 x:4 | A B y
sum((X - U @ diag(d) @ V.T)^2) | X:3,3 U:3,2 d:2 V:3,2 | U d V
sum((X - outer(u, v))^2) | X:2,3 u:2 v:3 | u v | 2*(outer(u, v) - X) @ v
E = X - softmax(U, axis=1) @ V; sum(E^2) | X:4,2 U:4,2 V:2,2 | U V
# the Matrix Cookbook
trace(C) | C:3,3 | C | eye(3)
trace(C @ A) | C:2,3 A:3,2 | C | A.T
trace(A @ C @ B) | A:2,3 C:3,2 B:2,2 | C | A.T @ B.T
trace(A @ C.T @ B) | A:2,2 C:3,2 B:3,2 | C | B @ A
trace(C.T @ A) | A:3,2 C:3,2 | C | A
trace(kron(C, D)) | C:2,2 D:2,2 | C D | trace(D)*eye(2)
trace(C @ C) | C:3,3 | C | 2*C.T
trace(C @ C @ B) | C:3,3 B:3,3 | C | (C @ B + B @ C).T
trace(C.T @ B @ C) | C:3,2 B:3,3 | C | B @ C + B.T @ C
trace(B @ C @ C.T) | C:3,2 B:3,3 | C | B @ C + B.T @ C
trace(C @ B @ C.T) | C:2,3 B:3,3 | C | C @ B.T + C @ B
trace(A @ C @ B @ C) | A:2,2 B:2,2 C:2,2 | C | A.T @ C.T @ B.T + B.T @ C.T @ A.T
trace(C.T @ C) | C:3,2 | C | 2*C
trace(B.T @ C.T @ D @ C @ B) | B:2,2 C:3,2 D:3,3 | C | D.T @ C @ B @ B.T + D @ C @ B @ B.T
trace(A @ C @ B @ C.T @ D) | A:2,3 C:3,2 B:2,2 D:3,2 | C | A.T @ D.T @ C @ B.T + D @ A @ C @ B
trace((A @ C @ B + D) @ (A @ C @ B + D).T) | A:2,3 C:3,2 B:2,2 D:2,2 | C | 2*A.T @ (A @ C @ B + D) @ B.T
trace(C @ C @ C) | C:2,2 | C | 3*(C @ C).T
trace(C @ C @ C @ C) | C:2,2 | C | 4*(C @ C @ C).T
trace(A @ C @ C @ C) | A:2,2 C:2,2 | C | (C @ C @ A + C @ A @ C + A @ C @ C).T
a @ C @ b | C:3,2 a:3 b:2 | C | outer(a, b)
a @ C.T @ b | C:2,3 a:3 b:2 | C | outer(b, a)
a @ C @ C.T @ b | C:3,2 a:3 b:3 | C | (outer(a, b) + outer(b, a)) @ C
b @ C.T @ D @ C @ c | C:3,2 D:3,3 b:2 c:2 | C | D.T @ C @ outer(b, c) + D @ C @ outer(c, b)
(C @ b + c) @ D @ (C @ b + c) | C:3,2 D:3,3 b:2 c:3 | C | (D + D.T) @ outer(C @ b + c, b)
sum(C)^2 | C:2,3 | C | 2*sum(C)*ones(2, 3)
det(C) | C:3,3 | C | det(C)*inv(C).T
det(A @ C @ B) | A:2,2 B:2,2 C:2,2 | C | det(A @ C @ B)*inv(C).T
det(C.T @ A @ C) | A:2,2 C:2,2 | C | 2*det(C.T @ A @ C)*inv(C).T
det(C.T @ S @ C) | S:3,3+ C:3,2 | C | 2*det(C.T @ S @ C)*S @ C @ inv(C.T @ S @ C)
det(inv(C)) | C:2,2 | C | -inv(C).T/det(C)
trace(inv(C + A)) | C:2,2 A:2,2 | C | -(inv(C + A) @ inv(C + A)).T
trace(inv(C.T @ S @ C) @ A) | C:3,2 S:3,3+ A:2,2+ | C | -S @ C @ inv(C.T @ S @ C) @ (A + A.T) @ inv(C.T @ S @ C)
trace(inv(C.T @ S @ C) @ (C.T @ B @ C)) | C:3,2 S:3,3+ B:3,3+ | C | -2*S @ C @ inv(C.T @ S @ C) @ C.T @ B @ C @ inv(C.T @ S @ C) + 2*B @ C @ inv(C.T @ S @ C)
norm(x - a) | x:3 a:3 | x | (x - a)/norm(x - a)
norm(C)^2 | C:3,2 | C | 2*C
sum(C*C) | C:2,2 | C | 2*C
(A @ s) @ (A @ s)*b | A:3,2 s:2 b | s | 2*b*A.T @ (A @ s)
exp(a @ x) | a:3 x:3 | x | exp(a @ x)*a
sum(sin(C)) | C:2,3 | C | cos(C)
(x - A @ s) @ W @ (x - A @ s) | x:3 A:3,2 s:2 W:3,3+ | s A x | -2*A.T @ W @ (x - A @ s)
# micrograd's example
c = a + b; d = a*b + b^3; c = c + c + 1; c = c + 1 + c - a; d = d + d*2 + relu(b + a); d = d + 3*d + relu(b - a); e1 = c - d; f = e1^2; g = f/2; g + 10/f | a=-4 b=2 | a b
n = x1*w1 + x2*w2 + b; tanh(n) | x1=2 x2=0 w1=-3 w2=1 b=6.8813735870195432 | x1 w1 x2 w2
h = tanh(W1 @ x + b1); h = tanh(W2 @ h + b2); w3 @ h + b3 | W1:4,3 b1:4 W2:4,4 b2:4 w3:4 b3 x:3 | W1 b1 w3
# others
y = x + s*(C @ x); y = y + s*(C @ y); y = y + s*(C @ y); y @ y | C:2,2 x:2 s | C x s
y = x; y = C @ y/sum(C @ y); y = C @ y/sum(C @ y); y = C @ y/sum(C @ y); y @ t | C:3,3> x:3> t:3 | C
E1 = eye(2) + C + C @ C/2 + C @ C @ C/6; sum(E1*T) | C:2,2 T:2,2 | C
K = P @ H.T @ inv(H @ P @ H.T + R); m1 = m + K @ (y - H @ m); Q = (eye(2) - K @ H) @ P; sum(m1) + logdet(Q) | P:2,2+ H:1,2 R:1,1> m:2 y:1 | R m H
a = logsumexp(reshape(A[0], 3, 1) + T, axis=0) + A[1]; a = logsumexp(reshape(a, 3, 1) + T, axis=0) + A[2]; logsumexp(a) | A:3,3 T:3,3 | A T
P = softmax(X @ Y.T/s, axis=1); -sum(log(diag(P))) | X:3,2 Y:3,2 s> | X Y s
sum(relu(1 + norm(A - P, axis=1) - norm(A - N, axis=1))) | A:3,2 P:3,2 N:3,2 | A
z = x + u*tanh(w @ x + b); z @ z/2 - log(abs(1 + u @ w*(1 - tanh(w @ x + b)^2))) | x:3 u:3 w:3 b | u w b x
h = tanh(W @ x); m = A @ h; v = B @ h; z = m + exp(v/2)*n; sum((C @ z - x)^2) + sum(exp(v) + m^2 - 1 - v)/2 | W:2,3 x:3 A:2,2 B:2,2 n:2 C:3,2 | W A B C
sum(x[:-1]^2*100 + 1) + sum(100*(x[1:] - x[:-1]^2)^2 + (1 - x[:-1])^2) | x:6 | x
u = a/(C @ v); v = b/(C.T @ u); u = a/(C @ v); sum(outer(u, v)*C*D) | a:2> b:3> C:2,3> D:2,3 v:3> | C a
cumsum(x) @ t + sum(exp(-cumsum(x^2))) | x:4 t:4 | x
s = cumsum(softplus(x)); sum(u*s) | x:4 u:4 | x u
prod(1 + x*t) | x:4 t:4 | x
sum(max(X, axis=1)*t) + min(X) | X:3,3 t:3 | X
norm(x, 3) + norm(C, 1) + norm(C, inf) | x:3 C:2,2 | x C
D = diag(C @ ones(3)) - C; x @ D @ x | C:3,3 x:3 | C x
sum(kron(A, B)*C) | A:2,2 B:1,2 C:2,4 | A B
sum(where(X > Y, X*Y, X - Y)) | X:2,3 Y:3 | X Y
"""


class Dice:
    """x -> 1103515245*x + 12345 mod 2^31, as decimals of two digits."""

    def __init__(self, seed):
        self.state = seed

    def draw(self, positive):
        self.state = (1103515245 * self.state + 12345) % 2 ** 31
        n = self.state // 2 ** 8 % 400 - 200
        n = n if n % 7 else n + 3
        return f"{(abs(n) + 20) / 100 if positive else n / 100:.2f}"


def literal(sizes, mark, dice):
    """The text of a value with these sizes."""
    if not sizes:
        return dice.draw(mark == ">")
    if len(sizes) == 1:
        return "[" + ",".join(dice.draw(mark == ">") for _ in range(sizes[0])) + "]"
    rows = [[dice.draw(mark == ">") for _ in range(sizes[1])] for _ in range(sizes[0])]
    if mark == "+":
        for i in range(sizes[0]):
            rows[i][i] = f"{abs(float(rows[i][i])) + 2 * sizes[0]:.2f}"
            for j in range(i):
                rows[i][j] = rows[j][i]
    return "[" + ",".join("[" + ",".join(row) + "]" for row in rows) + "]"


def point_of(text, dice):
    """`A:2,3 s> x=1` as the texts of values by name."""
    point = {}
    for word in text.split():
        if "=" in word:
            name, point[name] = word.split("=")[0], word.split("=")[1]
            continue
        mark = word[-1] if word[-1] in "+>" else ""
        name, _, sizes = word.removesuffix(mark).partition(":")
        point[name] = literal([int(n) for n in sizes.split(",")] if sizes else [], mark, dice)
    return point


def agree(gradient, formula, point):
    """Is the gradient by heart the one that was measured?"""
    known = run(compile_program(formula, Arrays), matrices.names(), point)
    worst = max(abs(p - q) for p, q in zip(entries(known), entries(gradient)))
    return numpy.shape(known) == numpy.shape(gradient) and worst < mpf(10) ** -38 * (1 + max(abs(q) for q in entries(gradient)))


def rows_of(line, number):
    expr, sizes, variables, *by_heart = (part.strip() for part in line.split(" | "))
    mp.dps = DIGITS
    texts = point_of(sizes, Dice(1000 + number))
    point = {name: as_value(text) for name, text in texts.items()}
    at = ",".join(f"{name}={text}" for name, text in texts.items())
    code = compile_program(expr, Arrays)
    yield ["eval", expr, at, "-", nested(linear.snapped(run(code, matrices.names(), point)))]
    for i, wrt in enumerate(variables.split()):
        gradient = matrices.expected("grad", code, point, wrt)
        if by_heart and i == 0:
            assert agree(gradient, by_heart[0], point), f"{by_heart[0]} is not the gradient"
        yield ["grad", expr, at, wrt, nested(gradient)]


def main():
    rows, failures, number = [], [], 0
    for line in CASES.strip().split("\n"):
        if line.startswith("#"):
            rows.append([line])
            continue
        number += 1
        try:
            rows.extend(rows_of(line, number))
        except Exception as error:
            failures.append(f"{line}: {error!r}"[:400])
    if failures:
        raise SystemExit("\n".join(failures))
    write_table("matrixcases.tsv", "kind expr at wrt expected".split(), rows)
    print(number, "programs")


if __name__ == "__main__":
    main()
