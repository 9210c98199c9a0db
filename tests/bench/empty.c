/* The least that a process can be. */
/* Build: -O2 -static */
int main(void)
{
    return 0;
}
