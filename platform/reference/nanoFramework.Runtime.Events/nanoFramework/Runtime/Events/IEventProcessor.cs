namespace nanoFramework.Runtime.Events;

public interface IEventProcessor
{
    BaseEvent ProcessEvent(uint data1, uint data2, System.DateTime time);
}
