# The work as a document to hand out.
# Tests src/write/work_latex.c, src/write/work_html.c, src/write/work_sheet.c, src/report/render_pages.c, src/report/inline_svg.c.

# A part of a LaTeX document.
$ dcalc diff 'x^2*sin(x)' --at x=1 --explain -f latex
\noindent Given $x = 1$.

\smallskip
\noindent The parts, from the inside out:
\begin{alignat*}{3}
  f &= \sin\left(x\right) &\quad&= 0.841471 \\
  g &= f x^{2} &\quad&= 0.841471
\end{alignat*}
\noindent Each part differentiated:
\begin{alignat*}{3}
  \frac{df}{dx} &= \cos\left(x\right) &\quad&= 0.540302 &\qquad&\text{derivative of sin} \\
  \frac{dg}{dx} &= \frac{df}{dx} x^{2} + 2 f x &\quad&= 2.22324 &\qquad&\text{product and power rules}
\end{alignat*}
\noindent Simplified:
\begin{alignat*}{3}
  \frac{dg}{dx} &= x \left(x \cos\left(x\right) + 2 \sin\left(x\right)\right) &\quad&= 2.22324
\end{alignat*}
\noindent The answer:
\[ 2.2232442754839328 \]

# A whole document, by the ending of its file.
$ dcalc diff 'sin(x)' --explain -o work.tex && cat work.tex
\documentclass[fleqn]{article}
\usepackage{amsmath}
\addtolength{\textwidth}{4cm}\addtolength{\oddsidemargin}{-2cm}
\addtolength{\textheight}{4cm}\addtolength{\topmargin}{-2cm}
\allowdisplaybreaks\sloppy
\begin{document}
\noindent The function:
\begin{align*}
  f &= \sin\left(x\right)
\end{align*}
\noindent Differentiated:
\begin{alignat*}{3}
  \frac{df}{dx} &= \cos\left(x\right) &\qquad&\text{derivative of sin}
\end{alignat*}
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
24:<h1>diff <code>where(x &lt; 1, x^2, x)</code></h1>
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
<p><math><mn>2</mn><mi>x</mi></math></p>
</body>
</html>

# The two passes, arrays as matrices, each step in numbers.
$ dcalc backprop 'h = tanh(W@x); h@h' --weights W --lr 1/2 --at 'W=[[1,2],[0,-1]],x=[1,0]' --explain -f latex
\noindent Given $W = \begin{pmatrix} 1 & 2 \\ 0 & -1 \end{pmatrix}$, $x = \begin{pmatrix} 1 \\ 0 \end{pmatrix}$.

\smallskip
\noindent Forward pass, every state computed and remembered:
\begin{alignat*}{3}
  h &= \tanh\left(W x\right) &\quad&= \begin{pmatrix} 0.761594 \\ 0 \end{pmatrix} \\
  \mathrm{loss} &= h^{\top} h &\quad&= 0.580026
\end{alignat*}
\noindent Backward pass, every adjoint from the result back:
\begin{alignat*}{3}
  \frac{\partial \mathrm{loss}}{\partial \mathrm{loss}} &= 1 \\
  \frac{\partial \mathrm{loss}}{\partial h} &= 2 h &\quad&= \begin{pmatrix} 1.52319 \\ 0 \end{pmatrix} &\qquad&\text{product rule}
\end{alignat*}
\noindent Each weight: its partial derivative, and a step against it:
\begin{alignat*}{3}
  \frac{\partial \mathrm{loss}}{\partial W} &= \left(\frac{\partial \mathrm{loss}}{\partial h} \odot \left(\mathbf{1}_{2} - h^{\circ 2}\right)\right) x^{\top} &\quad&= \begin{pmatrix} 0.6397 & 0 \\ 0 & 0 \end{pmatrix} &\qquad&\text{derivative of tanh, chain rule} \\
  W &\leftarrow \begin{pmatrix} 1 & 2 \\ 0 & -1 \end{pmatrix} - 0.5 \cdot \begin{pmatrix} 0.6397 & 0 \\ 0 & 0 \end{pmatrix} &\quad&= \begin{pmatrix} 0.68015 & 2 \\ 0 & -1 \end{pmatrix}
\end{alignat*}
\noindent The answer:
\[ \mathrm{loss} = 0.580025658385974 \]
\[ \frac{\partial \mathrm{loss}}{\partial W} = \begin{pmatrix} 0.6397000084492245 & 0 \\ 0 & 0 \end{pmatrix} \]
\[ W \leftarrow \begin{pmatrix} 0.6801499957753877 & 2 \\ 0 & -1 \end{pmatrix} \]

# Other formats have no place for it.
$ dcalc diff x^2 --explain -f c
dcalc: an explanation is text
  hint: ask for text, json, latex, markdown or html
[2]

# Quotients of derivatives.
$ dcalc diff 'x^2 + y^2 = 25' --of y --wrt x --explain -f latex | grep implicit; dcalc diff 'x^x' --explain -f latex | grep both
  \frac{dy}{dx} &= -\frac{\frac{\partial F}{\partial x}}{\frac{\partial F}{\partial y}} &\qquad&\text{implicit function theorem} \\
  \ln\left(f\right) &= x \ln\left(x\right) &\qquad&\text{logarithms of both sides} \\
  \frac{\frac{df}{dx}}{f} &= \ln\left(x\right) + 1 &\qquad&\text{both sides differentiated, product rule} \\

# A whole file of jobs: a section for each, an error as a paragraph.
$ printf '%s' '[{"id": "a<b", "command": "diff", "expr": "x^2", "at": {"x": 3}, "explain": true}, {"command": "diff", "expr": "log(x)", "at": {"x": -1}}, {"id": 7}]' > jobs.json; dcalc run jobs.json -f html | sed '1,/<body>/d'
<section>
<h1>a&lt;b</h1>
<p>diff <code>x^2</code></p>
<p>Given <math><mi>x</mi><mo>=</mo><mn>3</mn></math>.</p>
<h2>The function</h2>
<table>
<tr><td class="name"><math><mi>f</mi></math></td><td class="formula"><math><mo>=</mo><msup><mi>x</mi><mrow><mn>2</mn></mrow></msup></math></td><td class="value"><math><mo>=</mo><mn>9</mn></math></td><td class="rule"></td></tr>
</table>
<h2>Differentiated</h2>
<table>
<tr><td class="name"><math><mfrac><mrow><mi>d</mi><mi>f</mi></mrow><mrow><mi>d</mi><mi>x</mi></mrow></mfrac></math></td><td class="formula"><math><mo>=</mo><mn>2</mn><mi>x</mi></math></td><td class="value"><math><mo>=</mo><mn>6</mn></math></td><td class="rule">power rule</td></tr>
</table>
<h2>The answer</h2>
<p><math><mn>6</mn></math></p>
</section>
<section>
<h1>diff <code>log(x)</code></h1>
<p>No answer: 'log' is not defined at -1</p>
</section>
<section>
<h1>7</h1>
<p>No answer: the job has no "command"</p>
</section>
</body>
</html>

# As text, with the point.
$ dcalc run jobs.json --explain
a<b
===
diff x^2
at x=3

The function:
  f = x^2 = 9
Differentiated:
  df/dx = 2*x = 6   power rule

6

diff log(x)
===========
at x=-1

No answer: 'log' is not defined at -1

7
=

No answer: the job has no "command"

[1]

# In LaTeX.
$ dcalc run jobs.json -o jobs.tex; sed -n '/begin{doc/,$p' jobs.tex
\begin{document}
\section*{a\textless{}b}
\begin{flushleft}
diff {\ttfamily x\^{}2}
\end{flushleft}
\noindent Given $x = 3$.

\smallskip
\noindent The function:
\begin{alignat*}{3}
  f &= x^{2} &\quad&= 9
\end{alignat*}
\noindent Differentiated:
\begin{alignat*}{3}
  \frac{df}{dx} &= 2 x &\quad&= 6 &\qquad&\text{power rule}
\end{alignat*}
\noindent The answer:
\[ 6 \]

\section*{diff {\ttfamily log(x)}}
\noindent No answer: 'log' is not defined at -1

\section*{7}
\noindent No answer: the job has no "command"

\end{document}

# In Markdown.
$ dcalc run jobs.json -f markdown
## a<b

diff `x^2`

Given $x = 3$.

The function:

$$
\begin{aligned}
  f &= x^{2} &&= 9
\end{aligned}
$$

Differentiated:

$$
\begin{aligned}
  \frac{df}{dx} &= 2 x &&= 6 &&\text{power rule}
\end{aligned}
$$

The answer:

$$
6
$$

## diff `log(x)`

No answer: 'log' is not defined at -1

## 7

No answer: the job has no "command"

[1]

# Lines of JSON have the work too, if they are asked for.
$ dcalc run jobs.json --explain -f json | cut -c1-120
{"id":"a<b","command":"diff","expr":"x^2","wrt":["x"],"order":1,"at":{"x":3},"value":9,"derivative":6,"explanation":"The
{"error":{"kind":"domain","message":"'log' is not defined at -1","start":0,"end":6,"source":"expr"}}
{"id":7,"error":{"kind":"usage","message":"the job has no \"command\""}}

# The notebook: every number of its jobs and answers is in the text of the page, which needs nothing from outside.
$ dcalc run "$DATA/notebook.json" --explain -o notebook.html && sed 's/<[^>]*>/ /g' notebook.html | grep -oE '[0-9][0-9.]*' | sed 's/[.]$//' > numbers; { cat "$DATA/notebook.json"; dcalc run "$DATA/notebook.json" --explain; } | grep -oE '[0-9]+([.][0-9]+)?' | sort -u | grep -vxFf numbers; grep -cE 'https?:|<script|src=|<link|@import' notebook.html
0
[1]

# A page is well-formed, by a checker that not every machine has; so it is in Chromium.
$ command -v tidy > /dev/null || exit 0; tidy -q -e notebook.html

$ command -v chromium > /dev/null || exit 0; timeout 50 chromium --headless --no-sandbox --disable-gpu --dump-dom "file://$PWD/notebook.html" 2> /dev/null | grep -oE '<(section|math|table)[ >]' | sort | uniq -c | diff - <(grep -oE '<(section|math|table)[ >]' notebook.html | sort | uniq -c)

# No other form has a place for sections.
$ dcalc run jobs.json -f csv
dcalc: the answers to jobs do not go into such a file
  hint: ask for json, or for a document in text, latex, markdown or html
[2]

# Tables neither.
$ echo '{"command": "diff", "expr": "x^2", "points": [{"x": 1}]}' | dcalc run - -f markdown
## diff `x^2`

No answer: the answers at the rows of a table have no place in a document

[1]

# Formulas that are wider than a page stand in lines, and rules beside or below them.
$ dcalc diff 'sin(x)*exp(x)+cos(2*x)*exp(2*x)+x^3*log(x)*tan(x)+sqrt(x)*atan(x)' --wrt x --explain -f latex | sed -n '/Simplified/,$p'
\noindent Simplified:
\begin{align*}
  \frac{ds_{1}}{dx} &= x^{3} \ln\left(x\right) \sec^{2}\left(x\right) + x^{2} \tan\left(x\right) \left(3 \ln\left(x\right) + 1\right) + \frac{\sqrt{x}}{x^{2} + 1} + \frac{\arctan\left(x\right)}{2 \sqrt{x}} \\
  &\quad {} + e^{x} \left(\cos\left(x\right) + \sin\left(x\right)\right) + 2 e^{2 x} \left(\cos\left(2 x\right) - \sin\left(2 x\right)\right)
\end{align*}
\noindent The answer:
\[ \begin{aligned} & x^{3} \ln\left(x\right) \sec^{2}\left(x\right) + x^{2} \tan\left(x\right) \left(3 \ln\left(x\right) + 1\right) + \frac{\sqrt{x}}{x^{2} + 1} + \frac{\arctan\left(x\right)}{2 \sqrt{x}} + e^{x} \left(\cos\left(x\right) + \sin\left(x\right)\right) \\ & \quad {} + 2 e^{2 x} \left(\cos\left(2 x\right) - \sin\left(2 x\right)\right) \end{aligned} \]
$ dcalc diff 'sin(x)*exp(x)' --explain -f latex --width 24 | sed -n '/Each/,$p'
\noindent Each part differentiated:
\begin{align*}
  \frac{df}{dx} &= \cos\left(x\right) \\
  &\quad \text{derivative of sin} \\
  \frac{dg}{dx} &= e^{x} \\
  &\quad \text{derivative of exp} \\
  \frac{dh}{dx} &= \frac{df}{dx} g + \frac{dg}{dx} f \\
  &\quad \text{product rule}
\end{align*}
\noindent Simplified:
\begin{align*}
  \frac{dh}{dx} &= e^{x} \left(\cos\left(x\right) + \sin\left(x\right)\right)
\end{align*}
\noindent The answer:
\[ e^{x} \left(\cos\left(x\right) + \sin\left(x\right)\right) \]

# In Russian, with the names that functions have there.
$ dcalc diff 'tan(x)*atan(sinh(x))' --explain -f latex --language ru | sed -n '/Производная/,$p'
\noindent Производная каждой части:
\begin{alignat*}{3}
  \frac{df}{dx} &= \sec^{2}\left(x\right) &\qquad&\text{производная tg} \\
  \frac{dg}{dx} &= \operatorname{ch}\left(x\right) &\qquad&\text{производная sh} \\
  \frac{dh}{dx} &= \frac{\frac{dg}{dx}}{g^{2} + 1} &\qquad&\text{производная arctg, производная сложной функции} \\
  \frac{dk}{dx} &= \frac{df}{dx} h + \frac{dh}{dx} f &\qquad&\text{производная произведения}
\end{alignat*}
\noindent После упрощения:
\begin{align*}
  \frac{dk}{dx} &= \frac{\operatorname{tg}\left(x\right)}{\operatorname{ch}\left(x\right)} + \sec^{2}\left(x\right) \operatorname{arctg}\left(\operatorname{sh}\left(x\right)\right)
\end{align*}
\noindent Ответ:
\[ \frac{\operatorname{tg}\left(x\right)}{\operatorname{ch}\left(x\right)} + \sec^{2}\left(x\right) \operatorname{arctg}\left(\operatorname{sh}\left(x\right)\right) \]
$ dcalc backprop 'z = tanh(w*x); (z - y)^2' --weights w --lr 1/10 --at w=1,x=2,y=1 --explain --language ru
Прямой проход, каждое состояние вычислено и запомнено:
  z    = tanh(w*x) = 0.964028
  loss = (z - y)^2 = 0.00129401
Обратный проход, производные результата по состояниям, от последнего к первому:
  ∂loss/∂loss = 1
  ∂loss/∂z    = 2*(z - y) = -0.0719448   производная степени, производная сложной функции
Для каждого веса частная производная и шаг градиентного спуска:
  ∂loss/∂w = ∂loss/∂z*x*(1 - z^2) = -0.0101659   производная tanh, производная сложной функции
  w = 1 - 0.1*(-0.0101659) = 1.00102

loss      0.0012940149952017665
dloss/dw  -0.01016592455843178
w         1.0010165924558432

$ dcalc diff 'x^2*sin(x)' --explain -f latex -o ru.tex --language ru && head -n 16 ru.tex
\documentclass[fleqn]{article}
\usepackage{amsmath}
\addtolength{\textwidth}{4cm}\addtolength{\oddsidemargin}{-2cm}
\addtolength{\textheight}{4cm}\addtolength{\topmargin}{-2cm}
\allowdisplaybreaks\sloppy
\ifdefined\directlua
  \usepackage{fontspec}
  \IfFontExistsTF{CMU Serif}
    {\setmainfont{CMU Serif}\setmonofont{CMU Typewriter Text}}
    {\setmainfont{DejaVu Serif}\setmonofont{DejaVu Sans Mono}}
\else
  \usepackage[T2A]{fontenc}
\fi
\begin{document}
\noindent Составные части, от внутренней к внешней:
\begin{align*}

$ dcalc diff 'x^x' --explain --language fr
dcalc: --language does not know 'fr'
  hint: it takes en|ru
[2]

# The lecture's picture stands in the page of a network, where Graphviz is there to lay it out: no name of a part is in it twice, and nothing is from outside.
$ printf '%s\n' '{"command": "backprop", "expr": "z = tanh(w*x); (z - y)^2", "at": {"w": 1, "x": 2, "y": 1}, "weights": ["w"], "lr": 0.1}' '{"command": "grad", "expr": "a*sin(b)"}' '{"command": "diff", "expr": "sin(x^2)"}' > nets.json; command -v dot > /dev/null || exit 0; dcalc run nets.json --explain -o nets.html; [ "$(grep -c '<svg' nets.html)" = 3 ]; grep -E ' id="|https?:|xlink|<title>n[0-9]' nets.html; [ $? = 1 ]

$ PATH=/nowhere $(command -v dcalc) run nets.json --explain -o bare.html; grep -c '<svg' bare.html
dcalc: note: no pictures in the handout: install graphviz to have them
0
[1]

$ dcalc run nets.json --explain -o nets.tex; grep -c digraph nets.tex
0
[1]

# The numbers in the page's picture are those of the picture alone.
$ command -v dot > /dev/null || exit 0; for e in 'cos(exp(x))^3' 'x^2*sin(x)/(1 + x)' 'u = x^2; u*sin(u)'; do for f in dot html; do dcalc diff "$e" --at x=2 --explain -f $f 2> /dev/null || dcalc diff "$e" --at x=2 -f dot; done | sed 's/&#45;/-/g' | grep -oE '#b03a2e">[^<]*' | sort | uniq -c | grep -v ' 2 '; done
[1]

# A large graph has no picture, nor has what one rule differentiates.
$ dcalc grad "$(printf 'sin(%.0s' $(seq 30))x$(printf ')%.0s' $(seq 30))" --wrt x --explain -f html | grep -c '<svg'; dcalc diff 'x^2' --explain -f html | grep -c '<svg'
0
0
[1]

# Names keep their letters where there are fonts for them.
$ dcalc diff 'вес = x^2; sin(вес)' --explain -f html | grep -c 'вес</mi>'; dcalc diff 'вес = x^2; sin(вес)' --explain -f markdown | grep -c 'text{вес}'; dcalc diff 'вес = x^2; sin(вес)' --explain -o ves.tex; grep -c 'text{вес}' ves.tex; grep T2A ves.tex
6
6
6
  \usepackage[T2A]{fontenc}

$ dcalc diff 'вес = x^2; sin(вес)' --explain -f latex | grep -c u0432
6

# So do they in a whole document of jobs, which has fonts for them where one of its sections needs them.
$ printf '%s\n' '{"id": "«вес»", "command": "diff", "expr": "вес = x^2; sin(вес)"}' '{"command": "diff", "expr": "x^2"}' > letters.json; dcalc run letters.json --explain -o letters.tex; grep -n 'T2A\|section\|ttfamily' letters.tex; grep -c 'text{вес}' letters.tex; dcalc run letters.json --explain --threads 2 -o again.tex; cmp letters.tex again.tex; echo '{"command": "diff", "expr": "x^2"}' | dcalc run - --explain -o plain.tex; grep -c 'T2A' plain.tex
12:  \usepackage[T2A]{fontenc}
15:\section*{«вес»}
18:{\ttfamily вес = x\^{}2;\\
42:\section*{diff {\ttfamily x\^{}2}}
6
0
[1]

# Long chains and sums say what they leave out.
$ dcalc diff "$(printf 'sin(%.0s' $(seq 50))x$(printf ')%.0s' $(seq 50))" --at x=1/2 --explain -f latex | sed -n '/chain rule/,/end{al/p'; dcalc diff "$(seq -s + 1 200 | sed 's/[0-9]*/sin(&*x)/g')" --wrt x --explain -f latex | sed -n '/lines like/p; /Simplified/,/end{al/p'
\noindent The chain rule multiplies them:
\begin{align*}
  \frac{ds_{38}}{dx} &= \underbrace{\cos\left(s_{37}\right)}_{\frac{ds_{38}}{ds_{37}}} \cdot \underbrace{\cos\left(s_{36}\right)}_{\frac{ds_{37}}{ds_{36}}} \cdot \underbrace{\cos\left(s_{35}\right)}_{\frac{ds_{36}}{ds_{35}}} \cdot \underbrace{\cos\left(s_{34}\right)}_{\frac{ds_{35}}{ds_{34}}} \cdot \cdots  \cdot \underbrace{\cos\left(h\right)}_{\frac{dk}{dh}} \cdot \underbrace{\cos\left(g\right)}_{\frac{dh}{dg}} \cdot \underbrace{\cos\left(f\right)}_{\frac{dg}{df}} \cdot \underbrace{\cos\left(x\right)}_{\frac{df}{dx}} \\
  &= 0.975904 \cdot 0.975507 \cdot 0.975096 \cdot 0.974671 \cdot \cdots  \cdot 0.902574 \cdot 0.895488 \cdot 0.88726 \cdot 0.877583
\end{align*}
  & \text{... 350 lines like these ...} \\
  & \text{... 350 lines like these ...} \\
\noindent Simplified:
\begin{align*}
  \frac{ds_{388}}{dx} &= \cos\left(x\right) + 200 \cos\left(200 x\right) + 199 \cos\left(199 x\right) + \cdots + 2 \cos\left(2 x\right)
\end{align*}

# Pictures and verdicts have a place in each form, and a document is none of another kind.
$ echo '[{"command": "plot", "expr": "x^2", "range": {"x": "0:1"}, "width": 24}, {"command": "check", "expr": "x^2", "equals": "x"}]' > sheet.json; dcalc run sheet.json --explain -f latex
\section*{plot {\ttfamily x\^{}2}}
\begin{verbatim}
1.0 +            .
    |           :'
    |          :'
    |         :'
0.5 +       .:
    |      .'
    |   ..''
  0 +''''---------
    ++-----+-----+
     0    0.5   1.0  x
     x^2
\end{verbatim}

\section*{check {\ttfamily x\^{}2}}
\noindent The answer: wrong: at x=2 it is 4, the formula gives 2

\noindent slip: the power rule: in x\^{}2 the exponent as a factor is missing

$ dcalc run sheet.json --explain | head -n 8; dcalc run sheet.json --explain -f markdown | grep -A 1 '```'
plot x^2
========

1.0 +            ⡴
    |           ⡰⠁
    |          ⡰⠁
    |         ⡴⠁
0.5 +       ⢀⡞
```
1.0 +            ⡴
--
```

$ dcalc run sheet.json --explain -f html | grep -oE '<h1>.*|<svg|<p>.*'
<h1>plot <code>x^2</code></h1>
<svg
<h1>check <code>x^2</code></h1>
<p>The answer: wrong: at x=2 it is 4, the formula gives 2</p>
<p>slip: the power rule: in x^2 the exponent as a factor is missing</p>

$ dcalc run sheet.json --explain -o sheet.pdf; dcalc run sheet.json --explain -o sheet.docx; dcalc plot x --range x=0:1 -o x.JPG; ls -A | grep -E 'sheet|JPG'
dcalc: the answers to jobs do not go into such a file
  hint: ask for json, or for a document in text, latex, markdown or html
dcalc: .docx files are not written
  hint: documents go to -o FILE.html, .tex or .md
dcalc: .jpg files are not written
  hint: pictures go to -o FILE.svg, .png or .pdf
sheet.json

# What LaTeX lacks without packages is a command, a word or a code; Russian documents have their letters.
$ printf '%s\n' '{"id": "café Вес 日 — x₁·λ", "command": "diff", "expr": "x̂^2 + λ^2", "wrt": "λ"}' '{"command": "plot", "expr": "λ^2 # \\end{verbatim}", "range": {"λ": "0:1"}, "width": 24}' '{"command": "diff", "expr": "日^2 + вес", "wrt": "日"}' > letters.jsonl; for l in en ru; do dcalc run letters.jsonl --explain -f latex --language $l | grep -E 'section|diff .t|verb|answer:|\\\['; done
\section*{café U+0412U+0435U+0441 U+65E5 — x\ensuremath{{}_{1}}\ensuremath{{\cdot}}\ensuremath{{\lambda}}}
\noindent The answer:
\[ 2 \lambda \]
\section*{plot {\ttfamily \ensuremath{{\lambda}}\^{}2 \# \textbackslash{}end\{verbatim\}}}
\begin{verbatim}
     lambda^2 # \ end{verbatim}
\end{verbatim}
\section*{diff {\ttfamily U+65E5\^{}2 + U+0432U+0435U+0441}}
\noindent The answer:
\[ 2 \mathrm{u65e5} \]
\section*{café Вес U+65E5 — x\ensuremath{{}_{1}}\ensuremath{{\cdot}}\ensuremath{{\lambda}}}
\[ 2 \lambda \]
\section*{plot {\ttfamily \ensuremath{{\lambda}}\^{}2 \# \textbackslash{}end\{verbatim\}}}
\begin{verbatim}
     lambda^2 # \ end{verbatim}
\end{verbatim}
\section*{diff {\ttfamily U+65E5\^{}2 + вес}}
\[ 2 \mathrm{u65e5} \]

# Below the work, which has their norms, many numbers are told by their shape, and few in full.
$ dcalc grad 'sum((x@W)^2) + b' --at 'W=ones(40,30),x=ones(40),b=2' --wrt W,b --explain | tail -n 2; dcalc grad 'sum((x@W)^2) + b' --at 'W=ones(40,30),x=ones(40),b=2' --wrt W,b --explain -f latex | tail -n 2
W  (40x30) numbers, which -o FILE.npz writes
b  1
\[ \frac{\partial f}{\partial W} = \left(40 \times 30\right) \]
\[ \frac{\partial f}{\partial b} = 1 \]
$ dcalc grad 'sum((x@W)^2)' --at 'W=ones(20,30),x=ones(20)' --wrt W --explain | grep -c '^ *40  40'; dcalc grad 'sum((x@W)^2)' --at 'W=ones(40,30),x=ones(40)' --wrt W | grep -c '80  80'
19
40

# Below the work a matrix of formulas that no page has room for is written entry by entry, and numbers with few digits.
$ dcalc hessian 'sin(x*y*z)*exp(u*v)/(1+x^2)' --wrt y,z,u,v --explain -f latex | sed -n '/The answer/,$p'
\noindent The answer:
\[ H_{1,1} = -\frac{x^{2} z^{2} e^{u v} \sin\left(x y z\right)}{x^{2} + 1} \]
\[ H_{1,2} = H_{2,1} = \frac{x e^{u v} \left(\cos\left(x y z\right) - x y z \sin\left(x y z\right)\right)}{x^{2} + 1} \]
\[ H_{1,3} = H_{3,1} = \frac{v x z \cos\left(x y z\right) e^{u v}}{x^{2} + 1} \]
\[ H_{1,4} = H_{4,1} = \frac{u x z \cos\left(x y z\right) e^{u v}}{x^{2} + 1} \]
\[ H_{2,2} = -\frac{x^{2} y^{2} e^{u v} \sin\left(x y z\right)}{x^{2} + 1} \]
\[ H_{2,3} = H_{3,2} = \frac{v x y \cos\left(x y z\right) e^{u v}}{x^{2} + 1} \]
\[ H_{2,4} = H_{4,2} = \frac{u x y \cos\left(x y z\right) e^{u v}}{x^{2} + 1} \]
\[ H_{3,3} = \frac{v^{2} e^{u v} \sin\left(x y z\right)}{x^{2} + 1} \]
\[ H_{3,4} = H_{4,3} = \frac{e^{u v} \sin\left(x y z\right) \left(u v + 1\right)}{x^{2} + 1} \]
\[ H_{4,4} = \frac{u^{2} e^{u v} \sin\left(x y z\right)}{x^{2} + 1} \]

$ dcalc hessian 'sin(x*y*z)*exp(u*v)/(1+x^2)' --wrt x,y,z,u,v --at x=1,y=2,z=3,u=1/7,v=0.3 --explain -f latex | sed -n '/The answer/,$p'
\noindent The answer:
\[ \approx \begin{pmatrix} -0.909401 & 2.62486 & 1.74990 & 0.945741 & 0.450353 \\ 2.62486 & 1.31243 & 1.37606 & 0.450997 & 0.214760 \\ 1.74990 & 1.37606 & 0.583302 & 0.300664 & 0.143174 \\ 0.945741 & 0.450997 & 0.300664 & -0.0131243 & -0.152075 \\ 0.450353 & 0.214760 & 0.143174 & -0.152075 & -0.00297603 \end{pmatrix} \]

# The answer's lines are one display of Markdown, and a nest fits on 200 lines of every form.
$ dcalc grad 'x*y' -f markdown
$$
\begin{aligned}
  & \frac{\partial f}{\partial x} = y \\
  & \frac{\partial f}{\partial y} = x
\end{aligned}
$$

$ nest=x; for i in $(seq 50); do nest="sin($nest)"; done; for f in text latex markdown html; do test $(dcalc diff "$nest" --explain -f $f | wc -l) -lt 200 && echo $f; done
text
latex
markdown
html
