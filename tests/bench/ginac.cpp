/* ginac ROW: formulas derived by GiNaC inside the process, from their text, and written to memory;
 * milliseconds. */
/* Build: -O2 -lginac -lcln */
#include "common.h"

#include <ginac/ginac.h>
#include <sstream>
#include <string>
#include <vector>

using namespace GiNaC;

static symtab names;
static std::vector<ex> partials;

static symbol &name(const std::string &s)
{
    static std::map<std::string, symbol> all;
    auto found = all.emplace(s, symbol(s)).first;
    names[s] = found->second;
    return found->second;
}

static ex parse(const char *text)
{
    parser reader(names);
    return reader(text);
}

static void write()
{
    std::ostringstream out;
    for (const ex &f : partials) out << f << '\n';
}

static void order18(void *)
{
    partials = {parse("exp(sin(x))").diff(name("x"), 18).expand()};
    write();
}

static void nest(void *text)
{
    partials = {parse((const char *)text).diff(name("x"))};
    write();
}

static void rational(void *lines)
{
    partials.clear();
    for (const std::string &line : *(std::vector<std::string> *)lines) {
        ex f = parse(line.c_str());
        for (int j = 0; j < 50; j++) partials.push_back(f.diff(name("x" + std::to_string(j))));
    }
    write();
}

static void chain(void *text)
{
    partials.clear();
    ex f = parse((const char *)text);
    for (int i = 1; i <= 10000; i++) partials.push_back(f.diff(name("x" + std::to_string(i))));
    write();
}

static void row(void (*work)(void *), void *of, const ex &at)
{
    double seconds = seconds_of(work, of);
    ex sum = 0;
    exmap point;
    for (auto &pair : names) point[pair.second] = at;
    for (const ex &f : partials) sum += f.subs(point).evalf();
    tell(1e3 * seconds, ex_to<numeric>(sum).to_double());
}

int main(int argc, char **argv)
{
    std::string which = argc > 1 ? argv[1] : "";
    name("x");
    if (which == "order18") return row(order18, NULL, numeric(1, 2)), 0;
    if (which == "nest") return row(nest, read_text("nest.txt"), numeric(3, 2)), 0;
    /* No more names than there are: the check would look for each of them in each formula. */
    for (int j = 0; j <= (which == "chain" ? 10000 : 49); j++) name("x" + std::to_string(j));
    if (which == "chain") return row(chain, read_text("chain.txt"), numeric(1, 2)), 0;
    std::vector<std::string> lines;
    for (char *line = strtok(read_text("rational.txt"), "\n"); line; line = strtok(NULL, "\n"))
        lines.push_back(line);
    row(rational, &lines, numeric(1, 2));
}
