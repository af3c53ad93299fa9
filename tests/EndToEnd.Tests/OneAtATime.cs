// Tests here measure memory and time limits of whole processes, which others beside them would disturb on a small machine.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
