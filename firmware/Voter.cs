namespace Striate.Firmware
{
    /// <summary>
    /// The class that most of the last Board.Votes windows have. Of equals the one that was told last stays; if it is none of them, it is
    /// that of the latest window among them.
    /// </summary>
    internal static class Voter
    {
        private static readonly int[] s_last = new int[Board.Votes];
        private static int s_count;
        private static int s_at;
        private static int s_told = -1;

        /// <summary>Takes the class of the next window.</summary>
        public static int Take(int found)
        {
            int[] last = s_last;
            last[s_at] = found;
            s_at = s_at + 1 == last.Length ? 0 : s_at + 1;
            s_count = s_count < last.Length ? s_count + 1 : last.Length;
            int best = s_told;
            int most = VotesOf(s_told);
            int at = s_at;
            for (int i = 0; i < s_count; i++)
            {
                at = at == 0 ? last.Length - 1 : at - 1;
                int votes = VotesOf(last[at]);
                if (votes > most)
                {
                    most = votes;
                    best = last[at];
                }
            }

            s_told = best;
            return best;
        }

        private static int VotesOf(int number)
        {
            int votes = 0;
            for (int i = 0; i < s_count; i++)
            {
                if (s_last[i] == number)
                {
                    votes++;
                }
            }

            return votes;
        }
    }
}
