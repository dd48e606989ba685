/**
 * Whether the service's reason for an app that did not start is that it has no hardware of the instance type at the moment
 * (service-facts: Capacity).
 */
export function isLackOfCapacity(reason: string): boolean {
  return /EC2InsufficientCapacityError|InsufficientInstanceCapacity|temporarily unavailable in supported availability zones/i.test(reason);
}
