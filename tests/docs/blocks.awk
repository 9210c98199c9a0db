# blocks.awk: the fenced blocks of a document from their first `$ command` with dcalc in it. With library=yes
# only those that build with pkg-config, else all but those.
/^```/ {
    if (inside && (block ~ /pkg-config/) == (library != "")) print block
    inside = !inside
    shown = 0
    block = ""
    next
}
inside && /^\$ (dcalc|echo|for)|^\$ [a-z].*(dcalc|tests\/docs)/ { shown = 1 }
inside && shown { block = block $0 "\n" }
