# The work as a document to hand out.
# Tests src/write/work_latex.c, src/write/work_html.c, src/write/work_sheet.c, src/report/render_pages.c.

# A part of a LaTeX document.
$ dcalc diff 'x^2*sin(x)' --at x=1 --explain -f latex
\noindent The parts, from the inside out:
\begin{align*}
  f &= \sin\left(x\right) &&= 0.841471 \\
  g &= f x^{2} &&= 0.841471
\end{align*}
\noindent Each part differentiated:
\begin{align*}
  \frac{df}{dx} &= \cos\left(x\right) &&= 0.540302 &&\text{derivative of sin} \\
  \frac{dg}{dx} &= \frac{df}{dx} x^{2} + 2 f x &&= 2.22324 &&\text{product rule}
\end{align*}
\noindent Simplified:
\begin{align*}
  \frac{dg}{dx} &= x \left(x \cos\left(x\right) + 2 \sin\left(x\right)\right) &&= 2.22324
\end{align*}
\noindent The answer:
\[ 2.2232442754839328 \]

# A whole document, by the ending of its file.
$ dcalc diff 'sin(x)' --explain -o work.tex && cat work.tex
\documentclass{article}
\usepackage{amsmath}
\begin{document}
\noindent The function:
\begin{align*}
  f &= \sin\left(x\right)
\end{align*}
\noindent Differentiated:
\begin{align*}
  \frac{df}{dx} &= \cos\left(x\right) &&\text{derivative of sin}
\end{align*}
\noindent The answer:
\[ \cos\left(x\right) \]
\end{document}

# Markdown.
$ dcalc diff 'sin(x^2)' --explain -f markdown
The parts, from the inside out:

$$
\begin{aligned}
  f &= x^{2} \\
  g &= \sin\left(f\right)
\end{aligned}
$$

Each part differentiated by the one before:

$$
\begin{aligned}
  \frac{df}{dx} &= 2 x &&\text{power rule} \\
  \frac{dg}{df} &= \cos\left(f\right) &&\text{derivative of sin}
\end{aligned}
$$

The chain rule multiplies them:

$$
\begin{aligned}
  \frac{dg}{dx} &= \underbrace{\cos\left(f\right)}_{\frac{dg}{df}} \cdot \underbrace{2 x}_{\frac{df}{dx}}
\end{aligned}
$$

Simplified:

$$
\begin{aligned}
  \frac{dg}{dx} &= 2 x \cos\left(x^{2}\right)
\end{aligned}
$$

The answer:

$$
2 x \cos\left(x^{2}\right)
$$

# A page of HTML needs nothing else, and what was asked stands in it as text.
$ dcalc diff 'where(x < 1, x^2, x)' --wrt x --explain -o work.html && grep -c '<h2>' work.html && grep -n '<h1>' work.html; grep -E 'https?:|<script|src=' work.html
4
18:<h1>diff <code>where(x &lt; 1, x^2, x)</code></h1>
[1]

# Names of every kind become MathML: no command is left, and x_1 is not x1.
$ dcalc grad 'λ̂ = sqrt(x_1)*erf(x1); max(λ̂, y_true)^(1/3) + log_softmax([x_1, 2])[0]' --explain -f html | grep -c '[\]'
0
[1]

# The answer alone, without its work.
$ dcalc diff 'x/2' --wrt x -f markdown; dcalc diff 'x^2' --wrt x -f html | tail -n 4
$$
\frac{1}{2}
$$
<h1>diff <code>x^2</code></h1>
<p><math display="block"><mn>2</mn><mi>x</mi></math></p>
</body>
</html>

# The two passes, arrays as matrices, each step in numbers.
$ dcalc backprop 'h = tanh(W@x); h@h' --weights W --lr 1/2 --at 'W=[[1,2],[0,-1]],x=[1,0]' --explain -f latex
\noindent Forward pass, every state computed and remembered:
\begin{align*}
  h &= \tanh\left(W x\right) &&= \begin{pmatrix} 0.761594 \\ 0 \end{pmatrix} \\
  \mathrm{loss} &= h^{\top} h &&= 0.580026
\end{align*}
\noindent Backward pass, every adjoint from the result back:
\begin{align*}
  \frac{\partial \mathrm{loss}}{\partial \mathrm{loss}} &= 1 \\
  \frac{\partial \mathrm{loss}}{\partial h} &= 2 h &&= \begin{pmatrix} 1.52319 \\ 0 \end{pmatrix}
\end{align*}
\noindent Each weight: its partial derivative, and a step against it:
\begin{align*}
  \frac{\partial \mathrm{loss}}{\partial W} &= \left(\frac{\partial \mathrm{loss}}{\partial h} \odot \left(\mathbf{1}_{2} - h^{\circ 2}\right)\right) x^{\top} &&= \begin{pmatrix} 0.6397 & 0 \\ 0 & 0 \end{pmatrix}
\end{align*}
\begin{align*}
  W &\leftarrow \begin{pmatrix} 1 & 2 \\ 0 & -1 \end{pmatrix} - 0.5 \cdot \begin{pmatrix} 0.6397 & 0 \\ 0 & 0 \end{pmatrix} = \begin{pmatrix} 0.68015 & 2 \\ 0 & -1 \end{pmatrix}
\end{align*}
\noindent The answer:
\[ L = 0.580025658385974 \]
\[ \frac{\partial L}{\partial W} = \begin{pmatrix} 0.6397000084492245 & 0 \\ 0 & 0 \end{pmatrix} \]
\[ W \leftarrow \begin{pmatrix} 0.6801499957753877 & 2 \\ 0 & -1 \end{pmatrix} \]

# Other formats have no place for it.
$ dcalc diff x^2 --explain -f c
dcalc: an explanation is text
  hint: ask for text, json, latex, markdown or html
[2]

# Quotients of derivatives.
$ dcalc diff 'x^2 + y^2 = 25' --of y --wrt x --explain -f latex | grep implicit; dcalc diff 'x^x' --explain -f latex | grep both
  \frac{dy}{dx} &= -\frac{\frac{\partial F}{\partial x}}{\frac{\partial F}{\partial y}} &&\text{implicit function theorem} \\
  \ln\left(f\right) &= x \ln\left(x\right) &&\text{logarithms of both sides} \\
  \frac{\frac{df}{dx}}{f} &= \ln\left(x\right) + 1 &&\text{both sides differentiated, product rule} \\
