#include "help_topics.h"

static const char jobs[] =
    "dcalc help jobs: many questions, as lines of JSON\n"
    "\n"
    "Examples:\n"
    "  $ echo '{\"command\": \"diff\", \"expr\": \"x^3\", \"at\": {\"x\": 2}}' | dcalc run -\n"
    "  "
    "{\"command\":\"diff\",\"expr\":\"x^3\",\"wrt\":[\"x\"],\"order\":1,\"at\":{\"x\":2},\"value\":"
    "8,"
    "\"derivative\":12}\n"
    "  $ echo '{\"id\": 7, \"command\": \"eval\", \"expr\": \"1/0\"}' | dcalc run - | cut -c 1-45\n"
    "  {\"id\":7,\"error\":{\"kind\":\"pole\",\"message\":\"div\n"
    "\n"
    "dcalc run FILE reads one job, a list of jobs, or a stream of them, one a line;\n"
    "- is standard input. Each has a line of answer, in order; an error is one too.\n"
    "\n"
    "  \"command\"  diff, grad, jacobian, hessian, jvp, vjp, taylor, limit, eval,\n"
    "             backprop\n"
    "  \"expr\"     the expression; jacobian takes a list too\n"
    "  \"at\"       the point: {\"x\": 2, \"W\": [[1, 2], [3, 4]], \"b\": \"@b.npy\"}\n"
    "  \"let\"      assignments that precede the expression\n"
    "  \"id\"       anything; it comes back with the answer\n"
    "\n"
    "Other keys are options by their names: \"wrt\", \"order\", \"digits\", \"numbers\",\n"
    "\"exact\", \"explain\". All of them: man dcalc-jobs\n";

static const char explain[] =
    "dcalc help explain: the work, step by step\n"
    "\n"
    "Examples:\n"
    "  $ dcalc diff 'x*sin(x)' --explain\n"
    "  The parts, from the inside out:\n"
    "    f = sin(x)\n"
    "    g = f*x\n"
    "  Each part differentiated:\n"
    "    df/dx = cos(x)        derivative of sin\n"
    "    dg/dx = df/dx*x + f   product rule\n"
    "  Simplified:\n"
    "    dg/dx = x*cos(x) + sin(x)\n"
    "\n"
    "  x*cos(x) + sin(x)\n"
    "\n"
    "--explain shows how the answer comes about, and then the answer: the parts of\n"
    "the expression from the inside out, the derivative of each with the name of its\n"
    "rule, and what they give. Where each part depends on the one before alone, the\n"
    "chain rule multiplies the factors. Each order of a higher derivative is worked.\n"
    "Of a program the names are kept: backprop shows the forward pass, the backward\n"
    "pass and the step.\n"
    "\n"
    "  dcalc diff 'cos(exp(x))^3' --at x=1 --explain\n"
    "  dcalc backprop 'z = tanh(w*x); (z - t)^2' --weights w --lr 1/10 \\\n"
    "      --at w=1,x=2,t=1 --explain\n"
    "\n"
    "Numbers have six digits, exact ones all of theirs; -n takes more or fewer. ∂ is\n"
    "for derivatives where other names are held. Long works say what they leave out.\n"
    "\n"
    "Work of a whole file of jobs: \"explain\": true in each of them.\n"
    "The rule of one function: dcalc help tanh\n";

static const char points[] =
    "dcalc help points: an answer at every row of a table\n"
    "\n"
    "Examples:\n"
    "  $ printf 'id,x,y\\na,1,2\\nb,3,4\\n' | dcalc diff 'x^2*y' --wrt x --points - --keep id\n"
    "  id,df/dx\n"
    "  a,4\n"
    "  b,24\n"
    "\n"
    "--points FILE takes a table with a column for each name; - is standard input.\n"
    "A name that no column has comes from --at. The table is CSV of any kind, JSON,\n"
    "or an array of NumPy. Answers are CSV, JSON Lines (-f json) or an array (-f npy,\n"
    "-o FILE.npy); --keep copies columns beside them.\n"
    "\n"
    "What is between fields and whether there is a header is found, or said with\n"
    "--delimiter, --header and --no-header. --columns x,y names columns, 'h=height\n"
    "(cm)' or h=3 one of them; columns of a table without a header are c1, c2, ...\n"
    "--decimal-comma reads 1,5, and --skip N leaves out lines before the table.\n"
    "\n"
    "Rows are computed in doubles, on all cores; --numbers certified makes every\n"
    "digit right. A row without an answer is nan, and a note counts them; --strict\n"
    "stops there instead. --missing nan is for empty fields, NA and the like;\n"
    "--missing drop leaves such rows out. --report FILE counts them all, as JSON.\n"
    "\n"
    "diff, grad, jacobian, hessian and eval take --points.\n";

static const char formats[] =
    "dcalc help formats: what is written, and what is read\n"
    "\n"
    "Examples:\n"
    "  $ dcalc eval 'x/y' --at x=1,y=4 -f json\n"
    "  {\"command\":\"eval\",\"expr\":\"x/y\",\"at\":{\"x\":1,\"y\":4},\"value\":0.25}\n"
    "  $ dcalc diff 'sqrt(x)' -f latex\n"
    "  \\frac{1}{2 \\sqrt{x}}\n"
    "\n"
    "-f FORMAT chooses what is written, or else the ending of -o FILE.\n"
    "\n"
    "  text         formulas and numbers for people\n"
    "  json         one line, for programs\n"
    "  latex        for math mode\n"
    "  c, python    a function; with c and --main a whole program\n"
    "  dot          the graph, for Graphviz\n"
    "  npy, npz     arrays for NumPy; -o FOLDER/ writes one .npy for each name\n"
    "  safetensors  arrays for PyTorch and its kin\n"
    "  csv, mtx     tables; Matrix Market, with --sparse the nonzeros alone\n"
    "\n"
    "--at @FILE and --at W=@FILE read .npy, .npz, .safetensors, .csv, .mtx and .json, and folders\n"
    "of .npy files, so that what one command wrote is the point of the next.\n"
    "\n"
    "Numbers have as many digits as it takes to read back the same number: -n takes\n"
    "more or fewer, --exact writes closed forms.\n";

static const char language[] =
    "dcalc help language: how expressions are written\n"
    "\n"
    "Examples:\n"
    "  $ dcalc eval 'f(a) = a^2; f(3) + 2x' --at x=1/2\n"
    "  10\n"
    "  $ dcalc eval 'A@x + sum(A[0])' --at 'A=[[1,2],[3,4]],x=[1,1]'\n"
    "  6  10\n"
    "\n"
    "Matrices follow NumPy, scalars follow textbooks.\n"
    "\n"
    "  + - * / ^       ^ binds tighter than a sign: -x^2 is -(x^2)\n"
    "  2x, 3(x + 1)    a number may stand before a name or a parenthesis\n"
    "  pi, e           constants, unless the program or the point binds them\n"
    "  u = x^2; u + 1  a program: the last statement is the value\n"
    "  f(a, b) = a*b   a function of one's own\n"
    "  [1, 2], [[1, 2], [3, 4]]   a vector, a matrix; * works entry by entry\n"
    "  A@B, A.T, A[0], A[1:, -1]  product, transpose, entries from 0, slices\n"
    "  where(x > 0, x, -x)        by a condition: < <= > >= == != and or not\n"
    "  diff(f, x), grad(f, x), jacobian(f, x), hessian(f, x), limit(f, x, a)\n"
    "  # the rest of a line is a comment\n"
    "\n"
    "Numbers are exact: 0.1 is one tenth. Quote an expression in the shell. All\n"
    "functions: dcalc help functions\n";

static const struct help_topic topics[] = {
    {"language", "how expressions are written", language},
    {"functions", "all functions, one a line", NULL},
    {"rules", "identities by which formulas get shorter", NULL},
    {"formats", "what is written, and what is read", formats},
    {"points", "an answer at every row of a table", points},
    {"jobs", "many questions, as lines of JSON", jobs},
    {"explain", "the work, step by step", explain},
};

const struct help_topic *help_topic_at(size_t i)
{
    return i < sizeof topics / sizeof *topics ? &topics[i] : NULL;
}
