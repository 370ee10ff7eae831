package io.tifl.experiments.benchmark.schedule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Workers and a leader in virtual time, event by event: a job is placed when it is submitted and stays there; a worker runs one
 * job at a time and is never interrupted. The policies are those of the live leader.
 */
public final class ClusterSimulator {
    private final Policies policies;
    private final List<SimulatedJob> jobs;
    private final List<Worker> workers = new ArrayList<>();
    private final PriorityQueue<Worker> busy = new PriorityQueue<>(
            Comparator.comparingDouble((Worker worker) -> worker.until).thenComparingInt(worker -> worker.number));
    private final Double[] completions;

    private ClusterSimulator(Policies policies, int workers, List<SimulatedJob> jobs) {
        this.policies = policies;
        this.jobs = jobs;
        this.completions = new Double[jobs.size()];
        for (int number = 0; number < workers; number++) {
            this.workers.add(new Worker(number));
        }
    }

    /**
     * Runs a trace.
     *
     * @param workers equal ones, at least 1
     * @param jobs in order of submission
     * @throws IllegalArgumentException if the jobs are out of order, or nobody may run one
     */
    public static Schedule run(Policies policies, int workers, List<SimulatedJob> jobs) {
        if (workers < 1) {
            throw new IllegalArgumentException("a cluster has at least 1 worker, got " + workers);
        }
        return new ClusterSimulator(policies, workers, jobs).run();
    }

    private Schedule run() {
        double now = 0;
        for (int i = 0; i < jobs.size(); i++) {
            double next = jobs.get(i).submitted();
            if (next < now) {
                throw new IllegalArgumentException("job " + i + " is submitted at " + next + " s, after one at " + now);
            }
            now = next;
            finishUntil(now);
            place(i, now);
        }
        finishUntil(Double.POSITIVE_INFINITY);
        return new Schedule(jobs, Arrays.asList(completions));
    }

    private void finishUntil(double time) {
        while (!busy.isEmpty() && busy.peek().until <= time) {
            Worker worker = busy.remove();
            completions[worker.running] =
                    worker.until - jobs.get(worker.running).submitted();
            worker.running = -1;
            worker.startNext(worker.until);
        }
    }

    private void place(int job, double now) {
        List<WorkerLoad> eligible = workers.stream()
                .filter(worker -> jobs.get(job).mayRunOn(worker.number))
                .map(worker -> worker.load(now))
                .toList();
        if (eligible.isEmpty()) {
            throw new IllegalArgumentException("no worker may run job " + job);
        }
        Worker chosen = workers.get(policies.placement().choose(eligible, job));
        chosen.queue.add(job);
        if (chosen.running < 0) {
            chosen.startNext(now);
        }
    }

    private final class Worker {
        private final int number;
        private final List<Integer> queue = new ArrayList<>();
        private int running = -1;
        private double since;
        private double until;

        Worker(int number) {
            this.number = number;
        }

        WorkerLoad load(double now) {
            double work =
                    queue.stream().mapToDouble(job -> jobs.get(job).estimate()).sum();
            if (running >= 0) {
                work += Math.max(0, jobs.get(running).estimate() - (now - since));
            }
            return new WorkerLoad(number, queue.size() + (running >= 0 ? 1 : 0), work);
        }

        void startNext(double now) {
            if (queue.isEmpty()) {
                return;
            }
            List<WaitingJob> waiting = queue.stream()
                    .map(job -> new WaitingJob(
                            job, jobs.get(job).estimate(), now - jobs.get(job).submitted()))
                    .toList();
            running = (int) policies.order().next(waiting).number();
            queue.remove(Integer.valueOf(running));
            since = now;
            until = now + jobs.get(running).size();
            busy.add(this);
        }
    }
}
